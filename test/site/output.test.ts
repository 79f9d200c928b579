import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openOutput } from '../../site/build/output.ts'

const root = mkdtempSync(join(tmpdir(), 'placard-output-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

test('what the build before had is neither made nor written again', () => {
  const first = openOutput(join(root, 'first'), null)
  first.write('/a.txt', 'same')
  first.write('/b/c.txt', 'old')
  first.make('/d.bin', 'made of 1', () => Uint8Array.of(1))
  expect(first.written()).toBe(3)

  const second = openOutput(join(root, 'second'), first.keys)
  second.write('/a.txt', 'same')
  second.write('/b/c.txt', 'new')
  second.make('/d.bin', 'made of 1', () => {
    throw new Error('it is known')
  })
  second.make('/e.bin', 'made of 2', () => Uint8Array.of(2))
  expect(second.written()).toBe(2)
  expect(existsSync(join(root, 'second/a.txt'))).toBe(false)
  expect(readFileSync(join(root, 'second/b/c.txt'), 'utf8')).toBe('new')
  expect([...second.keys.keys()]).toEqual(['/a.txt', '/b/c.txt', '/d.bin', '/e.bin'])
  expect(second.keys.get('/d.bin')).toBe(first.keys.get('/d.bin'))
})
