import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { create } from 'tar'
import { describe, expect, test } from 'vitest'
import { archiveLimits } from '../../../crawler/archive/limits.ts'
import { readArchive } from '../../../crawler/archive/read-archive.ts'
import { temporaryFolder } from '../cached-package.ts'
import { makeZip, type ZipEntry } from './make-zip.ts'

async function archive(
  files: { [path: string]: string },
  links: { [path: string]: string } = {},
): Promise<string> {
  const folder = temporaryFolder()
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  for (const [path, target] of Object.entries(links)) symlinkSync(target, join(folder, path))
  const file = join(folder, 'archive.tgz')
  const paths = [...Object.keys(files), ...Object.keys(links)]
  await create({ gzip: true, file, cwd: folder, preservePaths: true }, paths)
  return file
}

describe('a tarball', () => {
  test('gives files by their path within the package', async () => {
    const files = await readArchive(await archive({ 'package/a.js': '1', 'package/lib/b.js': '2' }))
    expect([...files].map(([path, data]) => [path, data.toString()])).toEqual([
      ['a.js', '1'],
      ['lib/b.js', '2'],
    ])
  })
  test('leaves out links', async () => {
    const files = await readArchive(
      await archive({ 'package/a.js': '1' }, { 'package/passwd': '/etc/passwd' }),
    )
    expect([...files.keys()]).toEqual(['a.js'])
  })
  test('leaves out paths that lead out', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'package'))
    writeFileSync(join(folder, 'package/a.js'), '1')
    const file = join(folder, 'archive.tgz')
    const renamed = (path: string) => ({
      portable: true,
      onWriteEntry: (entry: { path: string }) => {
        entry.path = path
      },
    })
    for (const path of ['package/../../a.js', '/package/a.js', 'package/..\\a.js', 'a.js']) {
      await create({ gzip: true, file, cwd: folder, preservePaths: true, ...renamed(path) }, ['package/a.js'])
      expect([...(await readArchive(file)).keys()]).toEqual([])
    }
  })
  test('leaves out files that are too large to be code', async () => {
    const large = randomBytes((archiveLimits.fileBytes + 8) / 2).toString('hex')
    const files = await readArchive(await archive({ 'package/large.js': large, 'package/a.js': '1' }))
    expect([...files.keys()]).toEqual(['a.js'])
  })
  test('stops at a bomb', async () => {
    const file = await archive({ 'package/a.js': '\0'.repeat(64 * 1024 * 1024) })
    await expect(readArchive(file)).rejects.toThrow()
  })
  test('says so where it is no archive', async () => {
    const file = join(temporaryFolder(), 'archive.tgz')
    writeFileSync(file, 'not an archive')
    expect((await readArchive(file).catch(() => new Map())).size).toBe(0)
  })
  test('is read from its bytes as well, as far as it is wanted', async () => {
    const file = await archive({ 'package/a.js': '1', 'package/b.txt': '2' })
    const files = await readArchive(readFileSync(file), path => path.endsWith('.js'))
    expect([...files].map(([path, data]) => [path, data.toString()])).toEqual([['a.js', '1']])
  })
  test('of more files than a package has is refused', async () => {
    const entry = tarHeader('package/a.js')
    const many = Buffer.concat(Array.from({ length: archiveLimits.files + 1 }, () => entry))
    await expect(readArchive(many)).rejects.toMatchObject({ reason: 'too-large' })
  })
})

describe('a zip', () => {
  const read = async (...entries: ZipEntry[]) =>
    [...(await readArchive(makeZip(entries)))].map(([path, data]) => [path, data.toString()])

  test('gives files by their path', async () => {
    const entries = [
      { path: 'manifest.json', data: '{}' },
      { path: 'server/', data: '', mode: 0o040755 },
      { path: 'server/index.js', data: 'x'.repeat(5000) },
    ]
    expect(await read(...entries)).toEqual([
      ['manifest.json', '{}'],
      ['server/index.js', 'x'.repeat(5000)],
    ])
  })
  test('from a file is the same', async () => {
    const file = join(temporaryFolder(), 'bundle.mcpb')
    writeFileSync(file, makeZip([{ path: 'manifest.json', data: '{}' }]))
    expect([...(await readArchive(file)).keys()]).toEqual(['manifest.json'])
  })
  test('leaves out links, and what is encrypted', async () => {
    const entries = [
      { path: 'passwd', data: '/etc/passwd', mode: 0o120777 },
      { path: 'secret', data: 'x', encrypted: true },
      { path: 'a.js', data: '1' },
    ]
    expect(await read(...entries)).toEqual([['a.js', '1']])
  })
  test.for(['../a.js', '/a.js', 'x/../../a.js', 'C:/a.js', 'x\\..\\a.js'])(
    'with the path %s is refused',
    async path => {
      await expect(read({ path, data: '1' })).rejects.toMatchObject({ reason: 'not-readable' })
    },
  )
  test('that says it is small and is not is refused', async () => {
    await expect(read({ path: 'a.js', data: 'x'.repeat(100_000), size: 10 })).rejects.toThrow()
  })
  test('that unpacks to gigabytes is refused, before it does', async () => {
    const entries = Array.from({ length: 3 }, (_, index) => ({ path: `${index}`, data: '', size: 2 ** 30 }))
    await expect(read(...entries)).rejects.toMatchObject({ reason: 'too-large' })
  })
  test('leaves out files that are too large to be code', async () => {
    const entries = [
      { path: 'large', data: '', size: archiveLimits.fileBytes + 1 },
      { path: 'a.js', data: '1' },
    ]
    expect(await read(...entries)).toEqual([['a.js', '1']])
  })
  test('that breaks off is refused', async () => {
    const zip = makeZip([{ path: 'a.js', data: 'x'.repeat(1000) }])
    await expect(readArchive(zip.subarray(0, zip.length - 10))).rejects.toMatchObject({
      reason: 'not-readable',
    })
  })
})

/** An entry of a tarball without a body. */
function tarHeader(path: string): Buffer {
  const header = Buffer.alloc(512)
  header.write(path, 0)
  header.write('0000644\0', 100)
  header.write('00000000000\0', 124)
  header.write('        ', 148)
  header.write('0', 156)
  header.write('ustar\0' + '00', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}
