import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
// @ts-expect-error: the fixture is plain JavaScript, as servers are
import { serveHttp } from '../fixtures/conformance/serve-http.mjs'
import { openForTest } from './open-for-test.ts'
import { fixturesFolder } from './open-witness.ts'
import { realPackage } from './real-package.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

const server = join(fixturesFolder, 'conformance/server.mjs')

/** What the protocol's own suite found, one line for each check. */
type Result = { scenario: string; id: string; status: string }

let suite: string[] | null = null
beforeAll(async () => {
  suite = await realPackage('@modelcontextprotocol/conformance', '0.2.0-alpha.12')
})

describe.each(['2025-11-25', '2026-07-28'])('the requirements of %s', revision => {
  test('are met by the fixture, and in the very same way through the gateway', async context => {
    if (suite === null) return context.skip('the package registry cannot be reached')
    const direct = await serveFixture()
    const found = await judge(suite, direct, revision)
    expect(found.length).toBeGreaterThan(50)
    expect(found.filter(({ status }) => status === 'FAILURE')).toEqual([])
    // Over HTTP on both sides, and over HTTP in front of pipes.
    for (const behind of [{ url: direct }, { command: process.execPath, args: [server] }])
      expect(await judge(suite, await serveGateway(behind), revision)).toEqual(found)
  })
})

async function serveFixture(): Promise<string> {
  const { url, server } = await serveHttp(0)
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return url
}

async function serveGateway(behind: object): Promise<string> {
  const { gateway } = await openForTest({ fixture: behind })
  return (await gateway.serveHttp({ port: 0 })).url
}

/** Runs the suite; extensions are left out, for they are no requirements. */
async function judge(suite: string[], url: string, revision: string): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'placard-checks-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const [program = '', ...args] = [...suite, 'server', '--url', url, '--requirements', revision, '-o', folder]
  const child = spawn(program, args, { stdio: 'ignore' })
  await new Promise(resolve => child.once('exit', resolve))
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('checks.json') && !/tasks-/.test(path))
    .flatMap(path => {
      const scenario = path.split('/')[0]!.replace(/-\d{4}-\d\d-\d\dT.*$/, '')
      const checks: { id: string; status: string }[] = JSON.parse(readFileSync(join(folder, path), 'utf8'))
      return checks.map(({ id, status }) => ({ scenario, id, status }))
    })
    .sort((a, b) => `${a.scenario} ${a.id}`.localeCompare(`${b.scenario} ${b.id}`))
}
