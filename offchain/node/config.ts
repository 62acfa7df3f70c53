import { type Address, getAddress, isAddress } from 'viem'
import { z } from 'zod'
import { GrantkeepError } from '../../sdk/errors/GrantkeepError.ts'
import { nearestName } from './nearestName.ts'

const prefix = 'GRANTKEEP_'
/** Variables of other commands of this repository, which a node started by them inherits. */
const foreign = new Set(['GRANTKEEP_TEST'])

const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^(0|[1-9][0-9]{0,15})$/, 'expected a whole number')
    .transform(Number)
    .refine((value) => value >= min && value <= max, `expected ${min} to ${max}`)

const contract = z
  .string()
  .refine(
    (value) => /^0x[0-9a-f]{40}$/.test(value) || isAddress(value, { strict: true }),
    'expected an address, with its checksum or in lower case',
  )
  .refine((value) => !/^0x0{40}$/.test(value), 'expected an address other than zero')
  .transform((value): Address => getAddress(value))

const httpUrl = z
  .string()
  .refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), 'expected an http or https URL')
  .transform((value) => new URL(value))

/** An origin as browsers spell it; anything else would be compared in vain. */
const origin = z
  .string()
  .refine((value) => URL.canParse(value) && new URL(value).origin === value, 'expected an origin, as browsers spell it')

/** Each variable once: its form, an example for whoever got it wrong, and its default. */
const variables = {
  RPC_URL: { schema: httpUrl, example: 'http://127.0.0.1:8545' },
  CHAIN_ID: { schema: integer(1, Number.MAX_SAFE_INTEGER).transform(BigInt), example: '31337' },
  REGISTRY: { schema: contract, example: '0x5FbDB2315678afecb367f032d93F642f64180aa3' },
  DIRECTORY: { schema: contract, example: '0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512' },
  SCHEMA_REGISTRY: { schema: contract, example: '0x9fE46736679d2D9a65F0992F2272dE9f3c7fa6e0' },
  DATA_DIR: { schema: z.string().min(1, 'expected a directory'), example: '/var/lib/grantkeep' },
  HOST: { schema: z.string().min(1, 'expected a host or an IP address'), example: '127.0.0.1', default: '127.0.0.1' },
  PORT: { schema: integer(0, 65_535), example: '4300', default: '4300' },
  PUBLIC_URL: { schema: origin.optional(), example: 'https://node.example' },
  CORS_ORIGINS: {
    schema: z
      .string()
      .transform((value) => value.split(',').filter((item) => item !== ''))
      .pipe(z.array(origin)),
    example: 'https://app.example,https://other.example',
    default: '',
  },
  DEPLOYMENT_BLOCK: { schema: integer(0, Number.MAX_SAFE_INTEGER).transform(BigInt).optional(), example: '19000000' },
  MAX_HEAD_AGE: { schema: integer(1, 3600), example: '60', default: '60' },
  // A response ends at most 30 s after its decision: that is promised to owners, so it can be shortened only.
  MAX_SERVE_SECONDS: { schema: integer(1, 30), example: '30', default: '30' },
  SESSION_SECONDS: { schema: integer(60, 900), example: '900', default: '900' },
  MAX_NONCES: { schema: integer(1, 10_000), example: '32', default: '32' },
  MAX_CONNECTIONS: { schema: integer(1, 1_000_000), example: '1024', default: '1024' },
  DRAIN_SECONDS: { schema: integer(0, 3600), example: '8', default: '8' },
  RPC_TIMEOUT_MS: { schema: integer(100, 60_000), example: '2000', default: '2000' },
  POLL_INTERVAL_MS: { schema: integer(10, 60_000), example: '1000', default: '1000' },
  LOG_LEVEL: {
    schema: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'], 'expected a level'),
    example: 'info',
    default: 'info',
  },
} as const satisfies Record<string, { readonly schema: z.ZodType; readonly example: string; readonly default?: string }>

type Name = keyof typeof variables
type Values = { readonly [name in Name]: z.output<(typeof variables)[name]['schema']> }

export type Config = ReturnType<typeof shape>

/** The configuration is not one that a node can start with; `details.problems` has a line for each thing that is wrong. */
export class ConfigInvalidError extends GrantkeepError {
  override readonly name = 'ConfigInvalidError'
  constructor(problems: readonly string[]) {
    super('CONFIG_INVALID', `The configuration is not valid:\n${problems.map((line) => `  ${line}`).join('\n')}`, {
      details: { problems },
    })
  }
}

/**
 * Reads the node's configuration from environment variables named GRANTKEEP_…; all that is wrong is told at once.
 * @throws ConfigInvalidError
 */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = []
  for (const name of Object.keys(environment)) {
    if (!name.startsWith(prefix) || foreign.has(name) || name.slice(prefix.length) in variables) continue
    const hint = nearestName(name.slice(prefix.length), Object.keys(variables))
    problems.push(`${name}: there is no such variable${hint === undefined ? '' : `; did you mean ${prefix}${hint}?`}`)
  }
  const values: Partial<Record<Name, unknown>> = {}
  for (const [name, variable] of Object.entries(variables) as [Name, (typeof variables)[Name]][]) {
    const given = environment[prefix + name] ?? ('default' in variable ? variable.default : undefined)
    const parsed = variable.schema.safeParse(given)
    if (parsed.success) values[name] = parsed.data
    else {
      // The value itself stays out: it may be a secret in the wrong place.
      const reason = given === undefined ? 'is required' : (parsed.error.issues[0]?.message ?? 'is not valid')
      problems.push(`${prefix}${name}: ${reason}, for example ${prefix}${name}=${variable.example}`)
    }
  }
  if (problems.length === 0 && values.PUBLIC_URL === undefined && !isLoopback(String(values.HOST))) {
    const example = `${prefix}PUBLIC_URL=${variables.PUBLIC_URL.example}`
    problems.push(
      `${prefix}PUBLIC_URL: is required where ${prefix}HOST is not a loopback address, for example ${example}`,
    )
  }
  if (problems.length > 0) throw new ConfigInvalidError(problems)
  return shape(values as Values)
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

function shape(values: Values) {
  return {
    host: values.HOST,
    port: values.PORT,
    /** Undefined: the address that is listened at. */
    publicUrl: values.PUBLIC_URL,
    rpcUrl: values.RPC_URL,
    chainId: values.CHAIN_ID,
    registry: values.REGISTRY,
    directory: values.DIRECTORY,
    schemaRegistry: values.SCHEMA_REGISTRY,
    /** Undefined: found by asking the chain for the registry's code in old states. */
    deploymentBlock: values.DEPLOYMENT_BLOCK,
    dataDirectory: values.DATA_DIR,
    corsOrigins: values.CORS_ORIGINS,
    maxHeadAge: values.MAX_HEAD_AGE,
    maxServeSeconds: values.MAX_SERVE_SECONDS,
    sessionSeconds: values.SESSION_SECONDS,
    maxNonces: values.MAX_NONCES,
    maxConnections: values.MAX_CONNECTIONS,
    drainSeconds: values.DRAIN_SECONDS,
    rpcTimeout: values.RPC_TIMEOUT_MS,
    pollInterval: values.POLL_INTERVAL_MS,
    logLevel: values.LOG_LEVEL,
  }
}
