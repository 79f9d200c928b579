import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

// Who may import whom, through which door, and which single files may touch the outside world.
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const mayImport: { [folder: string]: string[] } = {
  data: [],
  classifier: ['data'],
  policy: ['classifier', 'data'],
  catalogue: ['classifier'],
  crawler: ['catalogue', 'classifier', 'data'],
  gateway: ['classifier', 'policy'],
  site: ['catalogue', 'classifier', 'policy', 'data'],
  cli: ['classifier', 'policy', 'catalogue', 'crawler', 'gateway', 'site', 'data'],
}
const pure = ['classifier', 'policy']
/** Modules that read no disk, open no network, know no clock and start nothing. */
const harmlessModules = new Set(['node:crypto'])
/** The file that may start a foreign program. */
const programDoor = 'crawler/run-foreign.ts'
/** The launcher starts the Node beside it again, and nothing foreign. */
const launcher = 'cli/placard.mjs'
const networkDoor = 'crawler/network.ts'
const networkModules = new Set([
  'node:http',
  'node:https',
  'node:net',
  'node:tls',
  'node:dgram',
  'node:dns',
  'undici',
])

type Import = { file: string; folder: string; name: string; target: string | null }

const sources = Object.keys(mayImport).flatMap(folder => sourcesOf(folder))
const imports = sources.flatMap(importsOf)

test('every folder of sources is in the table', () => {
  const beside = ['test', 'bench', 'docs', 'node_modules', 'dist', 'out', 'toolchain', 'coverage']
  const folders = readdirSync(root, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(entry => entry.name)
  for (const folder of folders) expect([...Object.keys(mayImport), ...beside]).toContain(folder)
})

describe.each(Object.entries(mayImport))('%s', (folder, allowed) => {
  const outward = imports.filter(
    one => one.folder === folder && one.target !== null && folderOf(one.target) !== folder,
  )
  test(`imports only ${allowed.join(', ') || 'nothing'} of this project`, () => {
    const wrong = outward.filter(
      ({ target }) => !allowed.includes(folderOf(target!)) && target !== 'package.json',
    )
    expect(wrong.map(show)).toEqual([])
  })
  test('enters other folders through their doors', () => {
    const wrong = outward.filter(({ target }) => !isDoor(target!))
    expect(wrong.map(show)).toEqual([])
  })
})

test.each(pure)('%s does no input or output', folder => {
  const wrong = imports.filter(
    one => one.folder === folder && one.name.startsWith('node:') && !harmlessModules.has(one.name),
  )
  expect(wrong.map(show)).toEqual([])
  for (const file of sources.filter(name => folderOf(name) === folder)) {
    const text = readFileSync(join(root, file), 'utf8')
    expect(text, file).not.toMatch(/\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bfetch\(|\bprocess\.[a-z]/)
  }
})

test('one file alone starts foreign programs', () => {
  const files = imports.filter(({ name }) => name === 'node:child_process').map(({ file }) => file)
  expect([...new Set(files)].sort()).toEqual([launcher, programDoor])
})

test('databases are spoken to in two folders alone', () => {
  const speakers = imports
    .filter(({ name }) => name === 'better-sqlite3' || name === 'pg')
    .map(({ file }) => file)
  expect(speakers.length).toBeGreaterThan(2)
  expect(speakers.filter(file => !/^(?:catalogue|gateway\/ledger)\//.test(file))).toEqual([])
})

test('one file alone opens the network of the crawler', () => {
  const files = imports
    .filter(one => one.folder === 'crawler' && networkModules.has(one.name))
    .map(({ file }) => file)
  expect(files.filter(file => file !== networkDoor)).toEqual([])
  for (const file of sources.filter(name => folderOf(name) === 'crawler' && name !== networkDoor)) {
    expect(readFileSync(join(root, file), 'utf8'), file).not.toMatch(/[^.\w]fetch\(/)
  }
})

test('only cli prints, exits and reads arguments', () => {
  for (const file of sources.filter(name => folderOf(name) !== 'cli' && !name.startsWith('site/scripts/'))) {
    const text = readFileSync(join(root, file), 'utf8')
    expect(text, file).not.toMatch(/\bconsole\.|process\.(?:stdout|stderr|exit|argv)\b/)
  }
})

function sourcesOf(folder: string): string[] {
  const found: string[] = []
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true, recursive: true })) {
    const path = relative(root, join(entry.parentPath, entry.name))
    if (/(?:^|\/)(?:node_modules|\.astro|dist)\//.test(path)) continue
    if (entry.isFile() && /\.(?:ts|mjs|astro)$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
      found.push(path)
  }
  return found
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8')
  const code = file.endsWith('.astro') ? (/^---\n([\s\S]*?)\n---/.exec(text)?.[1] ?? '') : text
  return ts.preProcessFile(code, true, true).importedFiles.map(({ fileName }) => ({
    file,
    folder: folderOf(file),
    name: fileName,
    target: fileName.startsWith('.') ? relative(root, resolve(root, dirname(file), fileName)) : null,
  }))
}

function folderOf(path: string): string {
  return path.split('/')[0]!
}

/** A folder's `index.ts`, one of a folder within that has its own, or a file of data. */
function isDoor(target: string): boolean {
  return target.endsWith('/index.ts') || target.endsWith('.json')
}

function show({ file, name }: Import): string {
  return `${file} imports ${name}`
}
