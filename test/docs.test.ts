import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

// The repository keeps its own promises: links lead somewhere, commands exist, every dependency has its reason.
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(join(root, 'docs'))
    .filter(name => name.endsWith('.md'))
    .map(name => `docs/${name}`),
]
const packages = ['package.json', 'site/package.json', 'toolchain/package.json'].map(path =>
  JSON.parse(read(path)),
)

describe.each(pages)('%s', page => {
  const text = read(page)
  test('links lead to files that are there', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(match => match[1]!)
    expect(links.filter(link => !existsSync(resolve(root, dirname(page), link)))).toEqual([])
  })
  test('names commands that exist', () => {
    const scripts = Object.keys(packages[0].scripts)
    const named = [...text.matchAll(/npm run (?:-s |--silent )?([a-z][\w:-]*)/g)].map(match => match[1]!)
    expect(named.filter(name => !scripts.includes(name))).toEqual([])
  })
})

test('the README is one screen or little more', () => {
  expect(read('README.md').split('\n').length).toBeLessThan(110)
})

const dependencies = packages.flatMap(file =>
  Object.entries({ ...file.dependencies, ...file.devDependencies, ...file.optionalDependencies } as {
    [name: string]: string
  }),
)

test.each(dependencies)('%s %s is exact, and has its reason in docs/decisions.md', (name, version) => {
  expect(version).toMatch(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/)
  expect(
    read('docs/decisions.md').includes(`\`${name}\``),
    `${name} has no reason in docs/decisions.md`,
  ).toBe(true)
})
