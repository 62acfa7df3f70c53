import { getAddress } from 'viem'

export const chainId = 31_337n
export const registry = getAddress('0x5fbdb2315678afecb367f032d93f642f64180aa3')
export const owner = getAddress('0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266')
export const issuer = getAddress('0x70997970c51812dc3a010c7d01b50e0d17dc79c8')
export const consumer = getAddress('0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc')
