import { constants, crc32, deflateRawSync, inflateRawSync } from 'node:zlib'

/**
 * A gzip file (RFC 1952) of one member, made of pieces that can be kept and put together again. Several members, one
 * after another, would be simpler, but browsers refuse all but the first.
 */
export const gzipStart = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])

/** What a gzip file says at its end of all that is in it. */
export type Sum = { crc: number; length: number }

/** A piece that leans on no other and ends on a whole byte. */
export function gzipPiece(text: string): Buffer {
  return deflateRawSync(text, { level: 5, finishFlush: constants.Z_FULL_FLUSH })
}

/** The sum of what came before and of one piece more. Unpacking is cheap beside packing, and no sum has to be kept. */
export function addPiece(sum: Sum, piece: Uint8Array): Sum {
  const text = inflateRawSync(piece, { finishFlush: constants.Z_SYNC_FLUSH })
  return { crc: crc32(text, sum.crc), length: sum.length + text.length }
}

/** The last, empty block, then the sum. */
export function gzipEnd({ crc, length }: Sum): Buffer {
  const end = Buffer.alloc(10)
  end.writeUInt16LE(0x0003, 0)
  end.writeUInt32LE(crc, 2)
  end.writeUInt32LE(length % 2 ** 32, 6)
  return end
}
