import { GrantkeepError } from '../errors/GrantkeepError.ts'

const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Origin of a node. Tokens and ciphertext cross a network under TLS only.
 * @throws GrantkeepError `NODE_URL_INVALID`
 */
export function parseNodeUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const secure = parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && loopbackHosts.has(parsed.hostname))
  if (!parsed || !secure || parsed.username !== '' || parsed.search !== '' || parsed.hash !== '') {
    throw new GrantkeepError(
      'NODE_URL_INVALID',
      'A node is named by its https: origin, such as https://node.example; http: is accepted on loopback only.',
    )
  }
  return parsed.origin + parsed.pathname.replace(/\/+$/, '')
}
