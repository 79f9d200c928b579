import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isPackageName, readServerList } from '../../crawler/server-list.ts'
import { temporaryFolder } from './cached-package.ts'

const entry = { id: 'npm:@scope/name', package: '@scope/name', version: '1.0.0', args: [], env: {} }

function readList(...entries: object[]) {
  const path = join(temporaryFolder(), 'servers.json')
  writeFileSync(path, JSON.stringify(entries))
  return readServerList(path)
}

test('the list is valid, sorted, and has each server once', () => {
  const ids = readServerList().map(({ id }) => id)
  expect(ids.length).toBeGreaterThanOrEqual(70)
  expect(ids).toEqual([...new Set(ids)].sort())
})

test('no value in the list could be a credential', () => {
  const plain = /dummy|^(true|false|all|disabled|\d+)$|^https:\/\/abc12345\.apps\.dynatrace\.com$/
  for (const { env } of readServerList()) for (const value of Object.values(env)) expect(value).toMatch(plain)
})

test('no server of the list needs a network to be listed', () => {
  expect(readServerList().filter(({ network }) => network)).toEqual([])
})

test.for([
  ['--prefix=/tmp', '1.0.0'],
  ['-g', '1.0.0'],
  ['../other', '1.0.0'],
  ['/etc', '1.0.0'],
  ['https://example.invalid/x.tgz', '1.0.0'],
  ['git+ssh://example.invalid/x', '1.0.0'],
  ['user/repository', '1.0.0'],
  ['.hidden', '1.0.0'],
  ['Name', '1.0.0'],
  ['name', 'latest'],
  ['name', '^1.0.0'],
  ['name', '1.0.0 --global'],
  ['name', '../../1.0.0'],
  ['name', ''],
] as const)('%s at %s is refused', ([name, version]) => {
  expect(() => readList({ ...entry, id: `npm:${name}`, package: name, version })).toThrow(
    /is not a list of servers/,
  )
})

test.for([
  { id: 'npm:other' },
  { env: { NODE_OPTIONS: '--require ./x.js' } },
  { env: { LD_PRELOAD: 'x.so' } },
  { env: { PATH: '.' } },
  { unknown: true },
])('an entry with %j is refused', part => {
  expect(readList(entry)).toHaveLength(1)
  expect(() => readList({ ...entry, ...part })).toThrow(/is not a list of servers/)
})

test('the same server twice is refused', () => {
  expect(() => readList(entry, entry)).toThrow(/twice/)
})

test('the name of a package is told from anything else npm would take', () => {
  expect(['name', '@scope/name', 'a.b-c_d'].map(isPackageName)).toEqual([true, true, true])
  expect(['./name', 'github:a/b', 'name@1', '@scope', ''].map(isPackageName)).toEqual([
    false,
    false,
    false,
    false,
    false,
  ])
})
