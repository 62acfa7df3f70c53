import { type Hex, hexToBigInt, hexToBytes, type PublicClient } from 'viem'

/** Gas of a transaction, and the least that any contract could take for the same slots, logs and signatures. */
export type GasAccount = {
  /** As in the receipt. */
  readonly gas: number
  readonly floor: number
  /** What the floor is made of. */
  readonly parts: {
    readonly intrinsic: number
    readonly calldata: number
    readonly slots: number
    readonly logs: number
    readonly signatures: number
  }
  /** Gas above the floor by kind of opcode; only of transactions that call no contract. */
  readonly above: ReadonlyMap<string, number>
}

type Step = { op: string; depth: number; gasCost: number; stack: readonly Hex[] }

const intrinsic = 21_000
/** Of a slot, whatever happens to it: the first access, which is cold. */
const coldSlot = 2_100
const ecrecover = 3_000

/** Splits the gas of a mined transaction. Slots and precompiles are those of its trace, logs those of its receipt. */
export async function accountOf(client: PublicClient, hash: Hex): Promise<GasAccount> {
  const { input, to } = await client.getTransaction({ hash })
  const { gasUsed, logs, blockNumber, status } = await client.getTransactionReceipt({ hash })
  if (status !== 'success' || to === null) throw new Error(`${hash} is not a successful call`)
  const steps = await traceOf(client, hash)

  const slots = new Map<Hex, boolean>()
  let signatures = 0
  for (const { op, depth, stack } of steps) {
    const key = stack.at(-1)
    if (key !== undefined && (op === 'SLOAD' || op === 'SSTORE')) {
      if (depth !== 1) throw new Error(`${hash} uses the storage of another contract`)
      slots.set(key, op === 'SSTORE' || slots.get(key) === true)
    }
    const callee = stack.at(-2)
    if (callee !== undefined && op === 'STATICCALL' && hexToBigInt(callee) === 1n) signatures += ecrecover
  }
  let slotGas = 0
  for (const [key, written] of slots) {
    const slot = `0x${hexToBigInt(key).toString(16).padStart(64, '0')}` as const
    const before = await client.getStorageAt({ address: to, slot, blockNumber: blockNumber - 1n })
    const after = await client.getStorageAt({ address: to, slot, blockNumber })
    slotGas += coldSlot + (written ? writeOf(toWord(before), toWord(after)) : 0)
  }

  const parts = {
    intrinsic,
    calldata: calldataOf(input),
    slots: slotGas,
    logs: logs.reduce((sum, { topics, data }) => sum + 375 + 375 * topics.length + 8 * hexToBytes(data).length, 0),
    signatures,
  }
  const floor = Object.values(parts).reduce((sum, part) => sum + part)
  return { gas: Number(gasUsed), floor, parts, above: gasAbove(steps, parts.slots + parts.logs) }
}

/** Gas that a transaction pays for its bytes: 4 for a zero, 16 for any other. */
export function calldataOf(input: Hex): number {
  return hexToBytes(input).reduce((sum, byte) => sum + (byte === 0 ? 4 : 16), 0)
}

/** Gas of a write to a slot that was accessed already. */
function writeOf(before: bigint, after: bigint): number {
  if (before === after) return 100
  return before === 0n ? 20_000 : 2_900
}

const toWord = (value: Hex | undefined) => (value === undefined ? 0n : hexToBigInt(value))

async function traceOf(client: PublicClient, hash: Hex): Promise<readonly Step[]> {
  // viem types the methods of a public node, of which this is none.
  const request = client.request as (call: { method: string; params: unknown[] }) => Promise<{ structLogs: Step[] }>
  return (await request({ method: 'debug_traceTransaction', params: [hash, { disableStorage: true }] })).structLogs
}

const kinds: readonly [kind: string, opcodes: RegExp][] = [
  ['storage', /^(SLOAD|SSTORE|LOG\d)$/],
  ['stack', /^(PUSH|DUP|SWAP|POP)/],
  ['jumps', /^JUMP/],
  ['arithmetic, comparison, masks', /^(ADD|SUB|MUL|DIV|MOD|LT|GT|SLT|SGT|EQ|ISZERO|AND|OR|XOR|NOT|SHL|SHR|SAR|BYTE)$/],
  ['memory', /^(MLOAD|MSTORE|MCOPY)/],
  ['hashes', /^KECCAK256$/],
  ['reading calldata', /^CALLDATA/],
  ['reading accounts', /^(EXTCODE|BALANCE)/],
]

function gasAbove(steps: readonly Step[], inFloor: number): ReadonlyMap<string, number> {
  const above = new Map<string, number>()
  if (steps.some(({ depth, op }) => depth !== 1 || op.endsWith('CALL'))) return above
  for (const { op, gasCost } of steps) {
    const kind = kinds.find(([, opcodes]) => opcodes.test(op))?.[0] ?? 'other'
    above.set(kind, (above.get(kind) ?? 0) + gasCost)
  }
  above.set('storage', (above.get('storage') ?? 0) - inFloor)
  return above
}
