import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { expect, onTestFinished, type TestContext, test, vi } from 'vitest'
import { realPackage } from './real-package.ts'

vi.setConfig({ testTimeout: 300_000 })

const placard = join(import.meta.dirname, '../../cli/placard.mjs')
const version = '2026.8.31'

function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'placard-real-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The SDK's client in front of `placard gateway` in front of a published server. */
async function connect(
  context: TestContext,
  name: string,
  policy: object,
  args: string[] = [],
): Promise<{ client: Client; folder: string }> {
  const command = await realPackage(`@modelcontextprotocol/${name}`, version)
  if (command === null) return context.skip('the package registry cannot be reached')
  const folder = temporaryFolder()
  const policyFile = join(folder, 'policy.json')
  writeFileSync(policyFile, JSON.stringify(policy))
  const options = ['--policy', policyFile, '--state', join(folder, 'state')]
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [placard, 'gateway', ...options, '--', ...command, ...args],
    stderr: 'ignore',
    env: { ...(process.env as { [name: string]: string }), MEMORY_FILE_PATH: join(folder, 'memory.jsonl') },
  })
  const client = new Client({ name: 'test', version: '1' }, { capabilities: {} })
  await client.connect(transport)
  onTestFinished(() => client.close())
  return { client, folder }
}

const allowAll = { version: '1', default: 'allow' }

test('everything: tools, resources, prompts, progress and completion go through', async context => {
  const { client } = await connect(context, 'server-everything', allowAll)
  const { tools } = await client.listTools()
  expect(tools.map(({ name }) => name)).toContain('echo')
  const echo = await client.callTool({ name: 'echo', arguments: { message: 'grüezi \u2028 𝄞' } })
  expect(echo.content).toEqual([{ type: 'text', text: 'Echo: grüezi \u2028 𝄞' }])
  const progress: number[] = []
  await client.callTool(
    { name: 'trigger-long-running-operation', arguments: { duration: 0.2, steps: 3 } },
    { onprogress: ({ progress: at }) => progress.push(at) },
  )
  // The client stops listening with the result, which the server sends together with the last step.
  expect(progress.slice(0, 2)).toEqual([1, 2])
  const { resources } = await client.listResources()
  expect((await client.readResource({ uri: resources[0]!.uri })).contents.length).toBeGreaterThan(0)
  const { prompts } = await client.listPrompts()
  expect((await client.getPrompt({ name: prompts[0]!.name })).messages.length).toBeGreaterThan(0)
})

test('filesystem: a file outside is not read, and what only reads is all that is shown', async context => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'note.txt'), 'a note')
  writeFileSync(join(folder, 'diary.txt'), 'a diary')
  const policy = {
    version: '1',
    default: 'deny',
    tools: {
      read_text_file: {
        require: [{ conditions: [{ path: 'args.path', op: 'under', value: [join(folder, 'note.txt')] }] }],
      },
    },
  }
  const { client } = await connect(context, 'server-filesystem', policy, [folder])
  expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['read_text_file'])
  const read = (name: string) =>
    client.callTool({ name: 'read_text_file', arguments: { path: join(folder, name) } })
  expect((await read('note.txt')).content).toEqual([{ type: 'text', text: 'a note' }])
  for (const name of ['diary.txt', './note.txt/../diary.txt']) {
    const denied = await read(name)
    expect(denied.isError).toBe(true)
    expect(JSON.stringify(denied)).not.toContain('a diary')
  }
  const written = await client.callTool({
    name: 'write_file',
    arguments: { path: join(folder, 'note.txt'), content: '' },
  })
  expect(written.isError).toBe(true)
  expect((await read('note.txt')).content).toEqual([{ type: 'text', text: 'a note' }])
})

test('memory: a limit holds, and what it denies is not done', async context => {
  const limits = [{ counter: 'made', window: 'day', max: 2, scope: 'server' }]
  const policy = { version: '1', default: 'allow', tools: { create_entities: { limits } } }
  const { client } = await connect(context, 'server-memory', policy)
  const create = (name: string) =>
    client.callTool({
      name: 'create_entities',
      arguments: { entities: [{ name, entityType: 'thing', observations: [] }] },
    })
  // One after the other: this server loses what is written at once.
  const results = []
  for (const name of ['a', 'b', 'c', 'd']) results.push(await create(name))
  expect(results.filter(({ isError }) => isError)).toHaveLength(2)
  const graph = await client.callTool({ name: 'read_graph', arguments: {} })
  expect((graph.structuredContent as { entities: unknown[] }).entities).toHaveLength(2)
})
