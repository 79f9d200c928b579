import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { expect, onTestFinished, type TestContext, test, vi } from 'vitest'
import { chromiumPath } from '../site/find-chromium.ts'
import { realPackage } from './real-package.ts'

vi.setConfig({ testTimeout: 300_000 })

const placard = join(import.meta.dirname, '../../cli/placard.mjs')
/** Servers as their makers publish them, each in one version. */
const packages = {
  everything: ['@modelcontextprotocol/server-everything', '2026.8.31'],
  filesystem: ['@modelcontextprotocol/server-filesystem', '2026.8.31'],
  memory: ['@modelcontextprotocol/server-memory', '2026.8.31'],
  playwright: ['@playwright/mcp', '0.0.83'],
  git: ['@cyanheads/git-mcp-server', '2.15.3'],
} as const

function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'placard-real-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The SDK's client in front of `placard gateway` in front of a published server. */
async function connect(
  context: TestContext,
  name: keyof typeof packages,
  policy: object,
  args: string[] = [],
): Promise<{ client: Client; folder: string }> {
  const [published, version] = packages[name]
  const command = await realPackage(published, version)
  if (command === null) return context.skip('the package registry cannot be reached')
  const folder = temporaryFolder()
  const policyFile = join(folder, 'policy.json')
  writeFileSync(policyFile, JSON.stringify(policy))
  const options = ['--policy', policyFile, '--state', join(folder, 'state')]
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [placard, 'gateway', ...options, '--', ...command, ...args],
    stderr: 'ignore',
    cwd: folder,
    env: {
      ...(process.env as { [name: string]: string }),
      MEMORY_FILE_PATH: join(folder, 'memory.jsonl'),
      MCP_LOG_LEVEL: 'error',
    },
  })
  const client = new Client({ name: 'test', version: '1' }, { capabilities: {} })
  await client.connect(transport)
  onTestFinished(() => client.close())
  return { client, folder }
}

const allowAll = { version: '1', default: 'allow' }

test('everything: tools, resources, prompts, progress and completion go through', async context => {
  const { client } = await connect(context, 'everything', allowAll)
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
  const { client } = await connect(context, 'filesystem', policy, [folder])
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
  const { client } = await connect(context, 'memory', policy)
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

/** What the text of a result says. */
function textOf({ content }: { content: unknown }): string {
  return (content as { text?: string }[]).map(({ text }) => text ?? '').join('\n')
}

test('git: what is in the repository is read and added to; what loses work is not done', async context => {
  const policy = {
    version: '1',
    default: 'deny',
    tools: {
      ...{ git_set_working_dir: {}, git_status: {}, git_log: {}, git_add: {}, git_commit: {} },
      git_branch: { require: [{ conditions: [{ path: 'args.mode', op: 'in', value: ['list'] }] }] },
    },
  }
  const { client, folder } = await connect(context, 'git', policy)
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...words], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  git('init', '-q', '-b', 'main')
  writeFileSync(join(folder, 'note.txt'), 'one')
  git('add', 'note.txt')
  git('commit', '-q', '-m', 'the first')
  git('config', 'user.name', 'Ada')
  git('config', 'user.email', 'ada@example.org')
  const path = folder
  expect((await client.listTools()).tools.map(({ name }) => name).sort()).toEqual(
    Object.keys(policy.tools).sort(),
  )
  writeFileSync(join(folder, 'note.txt'), 'two')
  expect(textOf(await client.callTool({ name: 'git_status', arguments: { path } }))).toContain('note.txt')
  const added = await client.callTool({ name: 'git_add', arguments: { path, paths: ['note.txt'] } })
  expect(added.isError, textOf(added)).toBeFalsy()
  const message = 'the second'
  const made = await client.callTool({ name: 'git_commit', arguments: { path, message } })
  expect(made.isError, textOf(made)).toBeFalsy()
  expect(textOf(await client.callTool({ name: 'git_log', arguments: { path } }))).toContain('the second')
  const denied = [
    ['git_reset', { path, mode: 'hard', target: 'HEAD~1', confirmed: true }],
    ['git_branch', { path, mode: 'delete', branchName: 'main', force: true }],
    ['git_clean', { path, force: true }],
  ] as const
  for (const [name, arguments_] of denied)
    expect((await client.callTool({ name, arguments: arguments_ })).isError, name).toBe(true)
  expect(git('log', '--format=%s').trim().split('\n')).toEqual(['the second', 'the first'])
  expect(readFileSync(join(folder, 'note.txt'), 'utf8')).toBe('two')
})

test('playwright: a browser goes to one host alone, and runs no code of the agent', async context => {
  if (chromiumPath === null) return context.skip('there is no Chromium')
  const asked: string[] = []
  const page = createServer(({ url = '', headers }, response) => {
    asked.push(`${headers.host} ${url}`)
    response.setHeader('content-type', 'text/html')
    response.end('<title>A page</title><h1>Hello</h1><button onclick="this.textContent=1+1">Add</button>')
  })
  await new Promise<void>(resolve => page.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void page.close())
  page.unref()
  const { port } = page.address() as AddressInfo
  const policy = {
    version: '1',
    default: 'deny',
    tools: {
      ...{ browser_snapshot: {}, browser_click: {}, browser_close: {} },
      browser_navigate: {
        require: [{ conditions: [{ path: 'args.url', op: 'host_in', value: ['127.0.0.1'] }] }],
      },
    },
  }
  const options = ['--headless', '--isolated', '--no-sandbox', '--executable-path', chromiumPath]
  const { client, folder } = await connect(context, 'playwright', policy, options)
  const go = (url: string) => client.callTool({ name: 'browser_navigate', arguments: { url } })
  const shown = await go(`http://127.0.0.1:${port}/here`)
  expect(shown.isError, textOf(shown)).toBeFalsy()
  const snapshot = textOf(await client.callTool({ name: 'browser_snapshot', arguments: {} }))
  const target = /button "Add" \[ref=(\w+)\]/.exec(snapshot)?.[1]
  const clicked = await client.callTool({
    name: 'browser_click',
    arguments: { target, element: 'the button' },
  })
  expect(clicked.isError, textOf(clicked)).toBeFalsy()
  const then = await client.callTool({ name: 'browser_snapshot', arguments: {} })
  expect(textOf(then)).toContain('button "2"')
  for (const url of [
    `http://localhost:${port}/there`,
    'file:///etc/passwd',
    `http://127.0.0.1@localhost:${port}/there`,
  ])
    expect((await go(url)).isError, url).toBe(true)
  const code = `async page => { require('fs').writeFileSync(${JSON.stringify(join(folder, 'made'))}, '') }`
  for (const name of ['browser_run_code_unsafe', 'browser_evaluate'])
    expect((await client.callTool({ name, arguments: { code, function: code } })).isError).toBe(true)
  expect(existsSync(join(folder, 'made'))).toBe(false)
  expect(asked.filter(line => line.includes('/there'))).toEqual([])
  await client.callTool({ name: 'browser_close', arguments: {} })
})
