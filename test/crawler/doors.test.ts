import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const folder = join(import.meta.dirname, '../../crawler')
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.ts'))
  .map(name => ({ name, code: readFileSync(join(folder, name), 'utf8') }))

function whoever(pattern: RegExp): string[] {
  return files.filter(({ code }) => pattern.test(code)).map(({ name }) => name)
}

test('one file starts programs', () => {
  expect(whoever(/(from|import\() *['"](node:)?(child_process|cluster)['"]/)).toEqual(['run-foreign.ts'])
  expect(whoever(/StdioClientTransport|cross-spawn/)).toEqual([])
})

test('one file opens the network', () => {
  const modules = '(node:)?(http|https|http2|net|tls|dns|dgram|undici)(/promises)?'
  expect(whoever(new RegExp(`\\b(from|import\\() *['"]${modules}['"]|[^.\\w]fetch\\(|WebSocket`))).toEqual([
    'network.ts',
  ])
})

test('nothing here prints', () => {
  expect(whoever(/\bconsole\.\w|process\.(stdout|stderr|argv|exit\()/)).toEqual([])
})

test('the SDK is loaded only where a server is asked', () => {
  expect(whoever(/^import (?!type )[^\n]*@modelcontextprotocol/m)).toEqual([])
})
