/** Names under which a log must hold nothing, in lower case: secrets, and what belongs to a person. */
const hidden = new Set(
  [
    'authorization',
    'cookie',
    'token',
    'tokenHash',
    'signature',
    'share',
    'shares',
    'shareHashes',
    'jwt',
    'message',
    'text',
    'body',
    'ciphertext',
    'plaintext',
    'disclosure',
    'disclosures',
    'key',
    'keys',
    'privateKey',
    'secret',
    'passphrase',
    'password',
    'nonce',
    'address',
    'owner',
    'consumer',
    'issuer',
    'recipient',
    'actor',
    'fields',
    'purpose',
    'rpcUrl',
  ].map((name) => name.toLowerCase()),
)
const maxDepth = 6

/** A copy of a log entry without secrets; errors as plain data, with their causes. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Uint8Array) return `[${value.length} bytes]`
  if (value === null || typeof value !== 'object') return value
  if (depth >= maxDepth) return '[deeper]'
  if (value instanceof Error) return redactError(value, depth)
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      hidden.has(name.toLowerCase()) && item !== undefined ? '[redacted]' : redact(item, depth + 1),
    ]),
  )
}

function redactError(error: Error, depth: number): unknown {
  const { code, details, cause, shortMessage } = error as Error & Record<'code' | 'details' | 'shortMessage', unknown>
  return {
    type: error.name,
    // viem's full message repeats the call, with the addresses of those whom it is about.
    message: typeof shortMessage === 'string' ? shortMessage : error.message,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    // A string is a library's own words, which may hold what it was given.
    ...(typeof details === 'object' && details !== null ? { details: redact(details, depth + 1) } : {}),
    // Frames only: a stack starts with the message.
    stack: error.stack?.match(/^ {4}at .*$/gm)?.map((frame) => frame.trim()),
    ...(cause === undefined ? {} : { cause: redact(cause, depth + 1) }),
  }
}
