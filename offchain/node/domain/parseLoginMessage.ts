import { SiweMessage } from 'siwe'
import { type Address, isAddress } from 'viem'
import { parseTimestamp } from './parseTimestamp.ts'
import { RefusalError } from './RefusalError.ts'

export type LoginMessage = {
  readonly domain: string
  readonly address: Address
  readonly statement: string | undefined
  readonly uri: string
  readonly chainId: bigint
  readonly nonce: string
  /** Unix seconds, with fractions. */
  readonly issuedAt: number
  readonly expirationTime: number | undefined
  readonly notBefore: number | undefined
  readonly requestId: string | undefined
  readonly resources: readonly string[] | undefined
}

/**
 * Reads a sign-in message (ERC-4361). The library's parser accepts more spellings than one, so the message must be printable
 * ASCII and what it parses to must spell it again byte for byte: what was signed is then what was read.
 * @throws RefusalError `LOGIN_MESSAGE_INVALID`
 */
export function parseLoginMessage(text: string): LoginMessage {
  if (!/^[\x20-\x7e\n]+$/.test(text)) throw new RefusalError('LOGIN_MESSAGE_INVALID')
  const message = parse(text)
  const { scheme, version, address } = message
  // A scheme is optional in ERC-4361 and nothing here would compare it.
  if (
    message.toMessage() !== text ||
    scheme !== undefined ||
    version !== '1' ||
    !isAddress(address, { strict: true })
  ) {
    throw new RefusalError('LOGIN_MESSAGE_INVALID')
  }
  return {
    domain: message.domain,
    address,
    statement: message.statement,
    uri: message.uri,
    chainId: BigInt(message.chainId),
    nonce: message.nonce,
    issuedAt: timestampOf(message.issuedAt ?? ''),
    expirationTime: message.expirationTime === undefined ? undefined : timestampOf(message.expirationTime),
    notBefore: message.notBefore === undefined ? undefined : timestampOf(message.notBefore),
    requestId: message.requestId,
    resources: message.resources,
  }
}

function parse(text: string): SiweMessage {
  try {
    return new SiweMessage(text)
  } catch (cause) {
    throw new RefusalError('LOGIN_MESSAGE_INVALID', { cause })
  }
}

function timestampOf(text: string): number {
  const seconds = parseTimestamp(text)
  if (seconds === undefined) throw new RefusalError('LOGIN_MESSAGE_INVALID')
  return seconds
}
