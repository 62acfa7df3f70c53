import { crc32, deflateSync } from 'node:zlib'

export type CreateScanParameters = {
  /** Pixels; an A4 page at 150 dpi by default. */
  readonly width?: number
  readonly height?: number
  /** Same seed, same image. */
  readonly seed?: number
}

/**
 * A valid PNG that compresses as badly as the scan of a page: paper, lines of text, and the sensor's noise. About 5 MB at
 * the default size.
 *
 * @see https://www.w3.org/TR/png-3/
 */
export function createScan({
  width = 1240,
  height = 1754,
  seed = 1,
}: CreateScanParameters = {}): Uint8Array<ArrayBuffer> {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // 8 bits a sample, RGB, the only compression and filter methods, not interlaced.
  header.set([8, 2, 0, 0, 0], 8)
  return Uint8Array.from(
    Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunkOf('IHDR', header),
      chunkOf('IDAT', deflateSync(pixelsOf(width, height, seed), { level: 1 })),
      chunkOf('IEND', Buffer.alloc(0)),
    ]),
  )
}

function chunkOf(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'ascii'), data])
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  checksum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, checksum])
}

/** Rows of a filter byte (0, none) and RGB samples. */
function pixelsOf(width: number, height: number, seed: number): Buffer {
  const rows = Buffer.alloc(height * (1 + 3 * width))
  let state = seed >>> 0 || 1
  let at = 0
  for (let y = 0; y < height; y++) {
    at++
    for (let x = 0; x < width; x++) {
      const shade = isInk(x, y, width, height) ? 40 : 185
      for (let sample = 0; sample < 3; sample++) {
        // xorshift32 (Marsaglia): noise of 6 bits.
        state ^= state << 13
        state ^= state >>> 17
        state ^= state << 5
        rows[at++] = shade + (state & 63)
      }
    }
  }
  return rows
}

/** Lines of words inside the margins. */
function isInk(x: number, y: number, width: number, height: number): boolean {
  const margin = width / 10
  if (x < margin || x > width - margin || y < margin || y > height - margin) return false
  return y % 28 < 12 && (x * 7 + Math.floor(y / 28) * 131) % 97 < 74
}
