import { once } from 'node:events'
import { GrantkeepError } from '../../sdk/errors/GrantkeepError.ts'
import { loadConfig } from './config.ts'
import { createLogger, type Logger, secretsOfUrl } from './logger.ts'
import { startNode } from './startNode.ts'

/** Milliseconds after the drain in which the process ends, whatever hangs. */
const lastResort = 1_500

/** Runs a node until SIGINT or SIGTERM. One JSON line on stdout says that it is ready; the log goes to stderr. */
async function main(): Promise<void> {
  let logger: Logger | undefined
  try {
    const config = loadConfig(process.env)
    logger = createLogger({ level: config.logLevel, secrets: secretsOfUrl(config.rpcUrl) })
    const stop = new AbortController()
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())

    await using node = await startNode(config, { logger })
    process.stdout.write(`${JSON.stringify({ event: 'ready', url: node.url, node: node.node })}\n`)
    logger.info({ url: node.url }, 'ready')
    if (!stop.signal.aborted) await once(stop.signal, 'abort')

    logger.info('stopping')
    setTimeout(() => process.exit(1), config.drainSeconds * 1000 + lastResort).unref()
  } catch (err) {
    process.exitCode = 1
    // What is wrong with a configuration or a machine is said in words, with its code; the rest is a defect.
    if (err instanceof GrantkeepError) process.stderr.write(`${err.code}: ${err.message}\nSee ${err.docsPath}\n`)
    else if (logger) logger.fatal({ err }, 'could not go on')
    else throw err
  }
}

await main()
