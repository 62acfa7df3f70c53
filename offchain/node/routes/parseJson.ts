import { RefusalError } from '../domain/RefusalError.ts'

/** Deeper than anything on the wire. */
const maxDepth = 16

/**
 * Parses a JSON body that two readers could not read in two ways: well-formed UTF-8, no name twice in one object, no
 * `__proto__`, and nesting that no recursive reader stumbles over.
 * @throws RefusalError `BODY_INVALID`
 */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    requireShallow(text)
    const value: unknown = JSON.parse(text)
    requireUniqueNames(text)
    return value
  } catch (cause) {
    // The parser's own message quotes the text, which may be secret.
    throw cause instanceof RefusalError
      ? cause
      : new RefusalError('BODY_INVALID', { details: { problems: ['not JSON'] } })
  }
}

/** Strings, and the marks outside of them. */
const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/g

function requireShallow(text: string): void {
  let depth = 0
  for (const [token] of text.matchAll(tokens)) {
    if (token === '{' || token === '[') depth += 1
    if (token === '}' || token === ']') depth -= 1
    if (depth > maxDepth) throw problem(`nested deeper than ${maxDepth}`)
  }
}

/** Expects text that is JSON: a string is then a name if it comes first in an object or after one of the object's commas. */
function requireUniqueNames(text: string): void {
  const open: (Set<string> | undefined)[] = []
  let nameNext = false
  for (const [token] of text.matchAll(tokens)) {
    if (token === '{' || token === '[') open.push(token === '{' ? new Set() : undefined)
    else if (token === '}' || token === ']') open.pop()
    else if (token !== ',' && nameNext) {
      const names = open.at(-1)
      const name: string = JSON.parse(token)
      if (names?.has(name) || name === '__proto__') throw problem('a name twice in one object, or one that is reserved')
      names?.add(name)
    }
    nameNext = (token === '{' || token === ',') && open.at(-1) !== undefined
  }
}

function problem(text: string): RefusalError {
  return new RefusalError('BODY_INVALID', { details: { problems: [text] } })
}
