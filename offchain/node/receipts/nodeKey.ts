import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { open, readFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { bytesToHex, type Hex } from 'viem'
import { ReceiptKeyExposedError, ReceiptKeyInvalidError } from './errors.ts'

/** The key that signs this node's receipts. The private part stays inside. */
export type NodeKey = {
  /** Ed25519 public key (RFC 8032): the node's id. */
  readonly node: Hex
  /** @returns Ed25519 signature as base64url. */
  readonly sign: (bytes: Uint8Array) => string
}

const fileName = 'receipt-key.pem'

/**
 * The key in `directory`, made there on the first start. Whoever calls holds the store's lock, so that no two processes make
 * one.
 *
 * @throws {ReceiptKeyExposedError} Other accounts may read or write the file.
 * @throws {ReceiptKeyInvalidError} It holds no Ed25519 private key.
 */
export async function openNodeKey(directory: string): Promise<NodeKey> {
  const path = join(directory, fileName)
  const privateKey = (await readKey(path)) ?? (await makeKey(directory, path))
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' })
  return {
    node: bytesToHex(Buffer.from(x ?? '', 'base64url')),
    sign: (bytes) => sign(null, bytes, privateKey).toString('base64url'),
  }
}

async function readKey(path: string): Promise<KeyObject | undefined> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (found === undefined) return undefined
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0)
    throw new ReceiptKeyExposedError({ path, mode: found.mode })
  const pem = await readFile(path)
  let key: KeyObject
  try {
    key = createPrivateKey(pem)
  } catch {
    // What the parser says may hold what it read.
    throw new ReceiptKeyInvalidError({ path })
  }
  if (key.asymmetricKeyType !== 'ed25519') throw new ReceiptKeyInvalidError({ path })
  return key
}

/** Whole or not at all, and durable before anything is signed with it: receipts under a key that is lost prove nothing. */
async function makeKey(directory: string, path: string): Promise<KeyObject> {
  const { privateKey } = generateKeyPairSync('ed25519')
  const temporary = `${path}.new`
  {
    await using file = await open(temporary, 'w', 0o600)
    await file.chmod(0o600)
    await file.writeFile(privateKey.export({ format: 'pem', type: 'pkcs8' }))
    await file.sync()
  }
  await rename(temporary, path)
  // Windows can't open a directory, and writes renames through.
  if (process.platform !== 'win32') {
    await using parent = await open(directory, 'r')
    await parent.sync()
  }
  return privateKey
}
