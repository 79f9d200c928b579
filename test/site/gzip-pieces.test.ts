import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { addPiece, gzipEnd, gzipPiece, gzipStart } from '../../site/files-for-machines/gzip-pieces.ts'

test.each([
  ['nothing', []],
  ['one text', ['one\n']],
  ['texts of every size', ['', 'aä🦭\n'.repeat(70_000), 'b', '', 'c'.repeat(3)]],
])('%s in pieces is one file that any unpacker reads', async (_, texts) => {
  const pieces = texts.map(gzipPiece)
  const sum = pieces.reduce(addPiece, { crc: 0, length: 0 })
  const file = Buffer.concat([gzipStart, ...pieces, gzipEnd(sum)])
  expect(gunzipSync(file).toString()).toBe(texts.join(''))
  // Unlike the line above, this refuses whatever stands after the first member.
  const unpacked = new Blob([file]).stream().pipeThrough(new DecompressionStream('gzip'))
  expect(await new Response(unpacked).text()).toBe(texts.join(''))
})
