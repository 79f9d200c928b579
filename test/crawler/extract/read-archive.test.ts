import { randomBytes } from 'node:crypto'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { create } from 'tar'
import { describe, expect, test } from 'vitest'
import { archiveLimits, readArchive } from '../../../crawler/extract/source/read-archive.ts'
import { temporaryFolder } from '../cached-package.ts'

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

describe('readArchive', () => {
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
})
