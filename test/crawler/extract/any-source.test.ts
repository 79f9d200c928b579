import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { readProject } from '../../../crawler/extract/read-project.ts'
import { findProjects } from '../../../crawler/extract/source/find-projects.ts'

vi.setConfig({ testTimeout: 120_000 })

// Whatever a source holds, reading it ends, and throws nothing.
const root = join(import.meta.dirname, '../../fixtures/sources')
const samples = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter(path => /\.(py|go|cs|java|rs)$/.test(path))
  .map(path => ({ path, text: readFileSync(join(root, path), 'utf8') }))

async function read(path: string, text: string): Promise<number> {
  const manifests = {
    'go.mod': 'module example.test/any',
    'Cargo.toml': '[dependencies]\nrmcp = "1"',
    'any.csproj': 'ModelContextProtocol',
    'pom.xml': 'mcp',
  }
  const files = new Map(
    [...Object.entries(manifests), [path, text]].map(([path, text]) => [path!, Buffer.from(text!)]),
  )
  let found = 0
  for (const project of findProjects(files))
    for (const reading of (await readProject(files, project, { args: [], env: {} })).values())
      found += reading.found.length
  return found
}

describe('reading ends and throws nothing', () => {
  test('for code that was cut, doubled and put together anew', async () => {
    const piece = fc.record({
      sample: fc.constantFrom(...samples),
      from: fc.double({ min: 0, max: 1, noNaN: true }),
      size: fc.integer({ min: 0, max: 400 }),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...samples),
        fc.array(piece, { maxLength: 6 }),
        async ({ path, text }, pieces) => {
          let made = text
          for (const { sample, from, size } of pieces) {
            const at = Math.floor(from * made.length)
            const other = Math.floor(from * sample.text.length)
            made =
              made.slice(0, at) + sample.text.slice(other, other + size) + made.slice(at + (size % 7) * 10)
          }
          await read(path.slice(path.lastIndexOf('/') + 1), made)
        },
      ),
      { numRuns: 250 },
    )
  })
  test('for any text at all', async () => {
    const names = fc.constantFrom('a.py', 'a.go', 'a.cs', 'A.java', 'a.rs')
    await fc.assert(
      fc.asyncProperty(names, fc.string({ unit: 'binary', maxLength: 300 }), async (name, text) => {
        await read(name, `// mcp @tool McpServerTool #[tool]\n${text}`)
      }),
      { numRuns: 200 },
    )
  })
})

const python = 'from mcp.server.fastmcp import FastMCP\nmcp = FastMCP("x")\n'
const go = 'package main\nimport "github.com/mark3labs/mcp-go/mcp"\n'

describe('what would take for ever is given up', () => {
  test.each([
    ['a loop', 'a.py', `${python}while True:\n    pass\n`],
    ['a loop that counts', 'a.py', `${python}i = 0\nwhile i < 10**12:\n    i += 1\n`],
    ['calls that call themselves', 'a.py', `${python}def f(x):\n    return f(x) + f(x)\nf(1)\n`],
    ['growing text', 'a.py', `${python}a = "x"\nfor i in range(10**9):\n    a = a + a\n`],
    ['growing lists', 'a.py', `${python}a = [1]\nfor i in range(900):\n    a = a + a\n    a.extend(a)\n`],
    [
      'loops in loops',
      'a.py',
      `${python}r = range(1000)\nb = [x + y + z for x in r for y in r for z in r]\n`,
    ],
    ['bases in a ring', 'a.py', `${python}class A: pass\nclass B(A): pass\nA = B\nclass A(A): pass\nA().x\n`],
    [
      'types that hold themselves',
      'a.py',
      `${python}from pydantic import BaseModel\nclass N(BaseModel):\n    n: "N"\n    m: list["N"]\n@mcp.tool()\ndef f(n: N): ...\n`,
    ],
    [
      'lists that hold themselves',
      'a.py',
      `${python}a = []\na.append(a)\n@mcp.tool(description=str(a))\ndef f(n=a): ...\n`,
    ],
    ['packages that import each other', 'a.py', `${python}import a\nfrom a import *\nfrom . import a\n`],
    ['a loop in Go', 'a.go', `${go}func main() { for i := 0; i < 1000000000; i++ { for { } } }`],
    ['variables that are each other', 'a.go', `${go}var a = b\nvar b = a\nfunc main() { _ = a }`],
    [
      'types that are each other',
      'a.go',
      `${go}type A []B\ntype B []A\ntype C struct { C *C; A A }\nfunc h(x int, c C) {}\nfunc main() { s.AddTool(mcp.Tool{Name: "x"}, h) }`,
    ],
    [
      'constants that are each other',
      'a.cs',
      'class A { const string X = B.Y; [McpServerTool(Name = X)] void M(A a) {} }\nclass B { const string Y = A.X; public A a { get; set; } }',
    ],
  ])('%s', async (_, path, text) => {
    expect(await read(path, text)).toBeLessThan(5)
  })
})

describe('does not crash on what nests too deep', () => {
  test.each(['a.py', 'a.go', 'a.cs', 'A.java', 'a.rs'])('%s', async path => {
    for (const piece of ['(', '[', '{', 'a(', '!', '-', 'if a:\n', 'a+', 'f"{'])
      await read(path, `${path.endsWith('.go') ? go : python}x = ${piece.repeat(30_000)}`)
  })
})

test('reads the next source after one that breaks the parser', async () => {
  for (const path of ['A.java', 'a.cs', 'a.go', 'a.py', 'a.rs'])
    expect(await read(path, `// mcp @Tool McpServerTool #[tool]\n${'a<'.repeat(60_000)}`)).toBe(0)
  expect(await read('a.py', `${python}@mcp.tool()\ndef after(): ...\n`)).toBe(1)
})

test('nothing of the code that is read reaches this process', async () => {
  await read(
    'a.py',
    `${python}__proto__ = 1\nclass constructor: pass\nd = {"__proto__": {"polluted": 1}}\nd.__proto__ = 1\nsetattr(constructor, "__proto__", d)\n@mcp.tool(annotations={"__proto__": {"polluted": 1}})\ndef f(__proto__: int, constructor: str = "x"): ...\n`,
  )
  expect('polluted' in {}).toBe(false)
  expect(Object.getPrototypeOf({})).toBe(Object.prototype)
})
