import { type Address, type Hex, hexToBytes, keccak256 } from 'viem'

/** Whether a block whose header has this bloom may hold a log of `address`. Never wrong where it says no. */
export function mayHoldLogsOf(address: Address, logsBloom: Hex): boolean {
  const bloom = hexToBytes(logsBloom)
  const hash = hexToBytes(keccak256(hexToBytes(address)))
  return [0, 2, 4].every((at) => {
    const bit = (((hash[at] ?? 0) << 8) | (hash[at + 1] ?? 0)) & 0x7ff
    return ((bloom[bloom.length - 1 - (bit >> 3)] ?? 0) & (1 << (bit & 7))) !== 0
  })
}
