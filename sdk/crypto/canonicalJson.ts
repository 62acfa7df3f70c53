import { CanonicalJsonError } from './errors.ts'

/** What the wire carries: numbers are integers; those above 53 bits are strings. */
export type WireValue = null | boolean | number | string | readonly WireValue[] | { readonly [name: string]: WireValue }

/**
 * The wire spelling of a value that a schema of `sdk/wire` parsed: a `bigint` is a decimal string, or, under the name
 * `fields`, a lower-case hex quantity; an `undefined` member is left out. Everything else stays as it is.
 *
 * @throws {CanonicalJsonError} The value holds something that JSON has no form for (a function, bytes, a date).
 */
export function toWire(value: unknown, name?: string): WireValue {
  if (typeof value === 'bigint') return name === 'fields' ? `0x${value.toString(16)}` : value.toString()
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value
  if (Array.isArray(value)) return value.map((item) => toWire(item, name))
  if (typeof value !== 'object' || !isPlain(value)) throw new CanonicalJsonError('it holds what JSON cannot carry')
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(members.map(([key, member]) => [key, toWire(member, key)]))
}

/**
 * RFC 8785 (JSON Canonicalization Scheme) of the wire spelling of `value`: no white space, members sorted by UTF-16 code
 * units. Numbers are safe integers, whose one spelling needs no rules for fractions.
 *
 * @throws {CanonicalJsonError} A number is not a safe integer, or text holds a lone surrogate.
 * @see https://www.rfc-editor.org/rfc/rfc8785
 */
export function canonicalJson(value: unknown): string {
  return serialize(toWire(value))
}

function serialize(value: WireValue): string {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new CanonicalJsonError('its text holds a lone surrogate')
    return JSON.stringify(value)
  }
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new CanonicalJsonError(`${value} is not a safe integer`)
    return JSON.stringify(value)
  }
  if (value === null || typeof value === 'boolean') return String(value)
  if (isArray(value)) return `[${value.map(serialize).join(',')}]`
  // The default order of sort() is by UTF-16 code units, as RFC 8785 §3.2.3 asks.
  const names = Object.keys(value).sort()
  return `{${names.map((name) => `${serialize(name)}:${serialize(value[name] as WireValue)}`).join(',')}}`
}

function isArray(value: WireValue): value is readonly WireValue[] {
  return Array.isArray(value)
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
