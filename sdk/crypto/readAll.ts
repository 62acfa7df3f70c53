import { concatBytes } from 'viem'

/** Every piece of a stream, in order. */
export async function readAll<T>(pieces: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const piece of pieces) all.push(piece)
  return all
}

/** The bytes of a stream, joined. */
export async function readBytes(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  return concatBytes(await readAll(pieces))
}
