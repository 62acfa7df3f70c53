import { type ParseArgsConfig, parseArgs } from 'node:util'

/** The command line's options. An option that does not exist is said in one line, and ends the command with 1. */
export function parseOptions<const T extends NonNullable<ParseArgsConfig['options']>>(options: T) {
  try {
    return parseArgs({ options }).values
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    console.error(`${error.message.split('. ')[0]}; --help lists the options.`)
    process.exit(1)
  }
}
