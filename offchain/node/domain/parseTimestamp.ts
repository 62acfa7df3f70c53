const pattern = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d{1,9})?(?:Z|([+-])(\d\d):(\d\d))$/

/**
 * Unix seconds of an RFC 3339 time in upper case, or undefined. `Date.parse` makes the 3rd of March of the 31st of February
 * and has no leap seconds; a message that names either is refused.
 */
export function parseTimestamp(text: string): number | undefined {
  const match = pattern.exec(text)
  if (!match) return undefined
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const [fraction = '0', sign = '+', offsetHours = '0', offsetMinutes = '0'] = match.slice(7)
  if (hour > 23 || minute > 59 || second > 59 || Number(offsetHours) > 23 || Number(offsetMinutes) > 59)
    return undefined
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second))
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  const offset = Number(offsetHours) * 3600 + Number(offsetMinutes) * 60
  return date.getTime() / 1000 + Number(fraction) - (sign === '-' ? -offset : offset)
}
