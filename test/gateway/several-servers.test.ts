import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { expect, onTestFinished, test, vi } from 'vitest'
import { fixturesFolder } from './open-witness.ts'

vi.setConfig({ testTimeout: 60_000 })

const placard = join(import.meta.dirname, '../../cli/placard.mjs')
const fixture = (path: string, ...args: string[]) => ({
  command: process.execPath,
  args: [join(fixturesFolder, path), ...args],
})

/** Two servers that do something, and one that does not start, behind one gateway; `deny` is for the witness. */
async function open(era: 'legacy' | 'auto') {
  const folder = mkdtempSync(join(tmpdir(), 'placard-several-'))
  const reached = join(folder, 'reached')
  const config = {
    policy: 'allow.json',
    repair: 'off',
    servers: {
      suite: fixture('conformance/server.mjs'),
      witness: { ...fixture('gateway/witness.mjs', reached), policy: 'deny.json' },
      broken: { command: join(folder, 'no-such-program') },
    },
  }
  writeFileSync(reached, '')
  writeFileSync(join(folder, 'gateway.json'), JSON.stringify(config))
  writeFileSync(join(folder, 'allow.json'), '{"version":"1","default":"allow"}')
  writeFileSync(join(folder, 'deny.json'), '{"version":"1","default":"deny","tools":{"say":{}}}')
  const client = new Client(
    { name: 'test', version: '1' },
    { capabilities: { elicitation: {}, sampling: {} }, versionNegotiation: { mode: era } },
  )
  client.setRequestHandler('elicitation/create', async () => ({
    action: 'accept',
    content: { response: 'yes' },
  }))
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [placard, 'gateway', '--config', join(folder, 'gateway.json'), '--state', join(folder, 'state')],
      stderr: 'ignore',
    }),
  )
  onTestFinished(async () => {
    await client.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return { client, reached: () => readFileSync(reached, 'utf8') }
}

test('several servers stand behind one endpoint, each with its policy; one that fails is left out', async () => {
  const { client, reached } = await open('legacy')
  const { tools } = await client.listTools()
  const names = tools.map(({ name }) => name)
  expect(names).toContain('suite__test_simple_text')
  expect(names.filter(name => !name.startsWith('suite__'))).toEqual(['witness__say'])
  const text = await client.callTool({ name: 'suite__test_simple_text', arguments: {} })
  expect(text.content).toEqual([{ type: 'text', text: 'This is a simple text response for testing.' }])
  expect((await client.callTool({ name: 'witness__say', arguments: { text: 'x' } })).content).toEqual([
    { type: 'text', text: 'done' },
  ])
  expect(reached()).toContain('"name":"say"')
  expect((await client.callTool({ name: 'witness__erase_everything', arguments: {} })).isError).toBe(true)
  for (const name of ['say', 'Witness__say', 'broken__say', 'suite__witness__say'])
    expect(
      await client.callTool({ name, arguments: {} }).then(
        ({ isError }) => isError,
        () => true,
      ),
    ).toBe(true)
  expect(reached().match(/tools\/call/g)).toHaveLength(1)
})

test('prompts, resources, completions and questions find their server', async () => {
  const { client } = await open('legacy')
  const { prompts } = await client.listPrompts()
  expect(prompts.map(({ name }) => name)).toContain('suite__test_simple_prompt')
  const prompt = await client.getPrompt({ name: 'suite__test_simple_prompt' })
  expect(prompt.messages).toHaveLength(1)
  const { resources } = await client.listResources()
  expect(resources.map(({ uri }) => uri)).toContain('test://static-text')
  expect((await client.readResource({ uri: 'test://static-text' })).contents).toHaveLength(1)
  expect((await client.readResource({ uri: 'test://template/7/data' })).contents).toHaveLength(1)
  const ref = { type: 'ref/prompt' as const, name: 'suite__test_prompt_with_arguments' }
  const { completion } = await client.complete({ ref, argument: { name: 'arg1', value: 'p' } })
  expect(completion.values).toEqual(['paris', 'park'])
  const asked = await client.callTool({ name: 'suite__test_elicitation', arguments: { message: 'Yes?' } })
  expect(JSON.stringify(asked.content)).toContain('action=accept')
})
