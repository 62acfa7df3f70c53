import { type DestinationStream, destination, type Level, type Logger, pino } from 'pino'
import { redact } from './redact.ts'

export type { Logger }

export type LoggerOptions = {
  readonly level: Level | 'silent'
  /** Texts that must never be written, whatever they are part of: libraries put the RPC's address into their messages. */
  readonly secrets?: readonly string[]
  readonly destination?: DestinationStream
}

/** JSON lines: fields, then a constant sentence. Written at once, so that the last words of a process are there too. */
export function createLogger({ level, secrets = [], destination: target }: LoggerOptions): Logger {
  const stream = target ?? destination({ fd: 2, sync: true })
  return pino(
    {
      level,
      base: null,
      // `redact` has made plain data of errors; pino's own serializer would rename them.
      serializers: { err: (error) => error },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (entry) => redact(entry) as Record<string, unknown>,
      },
    },
    secrets.length === 0 ? stream : { write: (line: string) => stream.write(withoutSecrets(line, secrets)) },
  )
}

/** The parts of a URL that may let somebody in: all but its origin. */
export function secretsOfUrl(url: URL): string[] {
  const parts = [url.username, url.password, url.pathname.slice(1), url.search.slice(1), ...url.searchParams.values()]
  // Longest first, so that no part of one is left beside another.
  return [...new Set(parts.flatMap((part) => [part, decodeURIComponent(part)]))]
    .filter((part) => part.length > 3)
    .sort((a, b) => b.length - a.length)
}

function withoutSecrets(line: string, secrets: readonly string[]): string {
  return secrets.reduce((text, secret) => text.replaceAll(secret, '[redacted]'), line)
}
