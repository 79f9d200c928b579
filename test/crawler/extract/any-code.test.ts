import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { parseSource } from '../../../crawler/extract/javascript/package/parse.ts'
import { readTools } from '../../../crawler/extract/javascript/read-tools.ts'
import { packageOfText } from './load-package.ts'

vi.setConfig({ testTimeout: 120_000 })

// Whatever a package holds, reading it ends, and throws nothing.

const begin = `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { z } from 'zod'
const server = new McpServer({})
`
const names = fc.constantFrom(
  'a',
  'b',
  'server',
  'z',
  'process',
  'Object',
  'Array',
  'Map',
  'Promise',
  'JSON',
  '__proto__',
)
const keys = fc.constantFrom(
  'a',
  'length',
  'constructor',
  '__proto__',
  'prototype',
  'map',
  'tool',
  'then',
  'call',
)

const { expression, statement } = fc.letrec<{ expression: string; statement: string }>(tie => {
  const inner = tie('expression')
  const list = fc.array(inner, { maxLength: 3 }).map(items => items.join(', '))
  return {
    expression: fc.oneof(
      { maxDepth: 5, depthSize: 'small' },
      names,
      fc.constantFrom('1', '-1', '1e9', '"text"', 'null', 'undefined', 'this', '/(a+)+$/g', '({})', '[]'),
      fc.tuple(inner, keys).map(([target, key]) => `(${target})?.${key}`),
      fc.tuple(inner, inner).map(([target, key]) => `(${target})[${key}]`),
      fc.tuple(inner, list).map(([fn, args]) => `(${fn})(${args})`),
      fc.tuple(inner, list).map(([fn, args]) => `new (${fn})(${args})`),
      fc
        .tuple(inner, fc.constantFrom('+', '===', '&&', '??', 'in', 'instanceof', '**', '<<'), inner)
        .map(([left, operator, right]) => `((${left}) ${operator} (${right}))`),
      fc.tuple(names, inner).map(([name, body]) => `(${name} => (${body}))`),
      fc.tuple(keys, inner).map(([key, value]) => `({ ['${key}']: ${value}, ...(${value}) })`),
      list.map(items => `[${items}, ...[${items}]]`),
      fc.tuple(inner, inner, inner).map(([test, one, other]) => `((${test}) ? (${one}) : (${other}))`),
      fc.tuple(names, inner).map(([name, value]) => `(${name} = ${value})`),
      inner.map(value => `\`\${${value}}\``),
      inner.map(value => `(class extends (${value}) { x = ${value}; get y() { return this.x } })`),
      list.map(args => `server.tool(${args})`),
    ),
    statement: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      inner.map(value => `${value};`),
      fc.tuple(names, inner).map(([name, value]) => `var ${name} = ${value};`),
      fc.tuple(inner, tie('statement')).map(([test, body]) => `if (${test}) { ${body} }`),
      fc.tuple(inner, tie('statement')).map(([test, body]) => `while (${test}) { ${body} }`),
      fc
        .tuple(names, inner, tie('statement'))
        .map(([name, list, body]) => `for (var ${name} of ${list}) { ${body} }`),
      fc
        .tuple(tie('statement'), tie('statement'))
        .map(([one, other]) => `try { ${one} } catch (a) { ${other} }`),
      fc
        .tuple(names, tie('statement'))
        .map(([name, body]) => `function ${name}(b) { ${body}; return ${name}(b) }`),
      inner.map(value => `throw ${value};`),
    ),
  }
})

function readText(text: string): number {
  const home = packageOfText(text)
  return readTools(new Map([[home.name, home]]), home, 'index.js', { args: [], env: {} }, 200_000).steps
}

describe('reading ends and throws nothing', () => {
  test('for code of every shape', () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 6 }), statements => {
        expect(readText(begin + statements.join('\n'))).toBeLessThan(25_000_000)
      }),
      { numRuns: 150 },
    )
  })
  test('for expressions given to a server', () => {
    fc.assert(
      fc.property(expression, expression, (name, shape) => {
        readText(`${begin}server.registerTool(${name}, { inputSchema: ${shape} }, () => 1)`)
      }),
      { numRuns: 100 },
    )
  })
  test('for any text at all', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), text => void readText(text)))
  })
})

describe('what would take for ever is given up', () => {
  test.each([
    ['loops', 'for (;;) {}'],
    ['loops in loops', 'for (let i = 0; i < 1e9; i++) for (let j = 0; j < 1e9; j++) {}'],
    ['calls that call themselves', 'const f = x => f(x) + f(x); f(1)'],
    ['growing texts', 'let a = "x"; while (true) a += a'],
    ['growing lists', 'const a = [1]; for (;;) a.push(...a)'],
    ['long repeats', '"x".repeat(1e9); "x".padEnd(1e9); new Array(1e9).fill(0)'],
    ['patterns that backtrack', '/^(a+)+$/.test("a".repeat(100) + "b")'],
    [
      'iterators without an end',
      'const a = { [Symbol.iterator]: () => ({ next: () => ({ done: false }) }) }; [...a]',
    ],
    ['prototypes in a ring', 'const a = {}; const b = { __proto__: a }; Object.setPrototypeOf(a, b); a.x'],
    ['lists that hold themselves', 'const a = []; a.push(a); String(a); JSON.stringify(a); a.flat(Infinity)'],
    [
      'schemas that hold themselves',
      "const s = z.lazy(() => z.object({ s, t: s })); server.tool('a', { s }, () => 1)",
    ],
    ['getters that ask themselves', 'const a = { get b() { return this.b } }; a.b'],
    [
      'promises that promise',
      'const f = async () => await f(); f(); const g = () => Promise.resolve().then(g); g()',
    ],
  ])('%s', (_, code) => {
    expect(readText(begin + code)).toBeLessThan(25_000_000)
  })
})

/** The parser's stack is the process's: were these handed to it, nothing would be left to say so. */
test.each([
  'a?b:',
  'a=>',
  'new ',
  'a=',
  'a**',
  'await ',
  'if(a)b;else ',
  '(',
  '[',
  '{',
  '`${',
  '<a>',
  'let a:A<',
  'x:',
])('does not parse %s 200,000 times over', piece => {
  expect(parseSource('a.js', piece.repeat(200_000))).toBe(null)
})

test('nothing of the code that is read reaches this process', () => {
  const before = Object.getOwnPropertyNames(Object.prototype).length
  readText(`
    ({}).constructor.constructor('globalThis.escaped = 1')()
    Object.prototype.polluted = 1
    Array.prototype.map = null
    ;[].constructor.prototype.polluted = 1
    const f = () => {}
    f.constructor('globalThis.escaped = 1')()
    Reflect.construct(f.constructor, ['globalThis.escaped = 1'])()
    JSON.parse('{"__proto__":{"polluted":1}}')
    process.exit(3)
    globalThis.escaped = 1
    eval('globalThis.escaped = 1')
    import('node:child_process').then(({ execSync }) => execSync('touch /tmp/escaped'))
  `)
  expect(Object.getOwnPropertyNames(Object.prototype).length).toBe(before)
  expect('escaped' in globalThis).toBe(false)
  expect('polluted' in {}).toBe(false)
  expect([1].map(one => one)).toEqual([1])
})
