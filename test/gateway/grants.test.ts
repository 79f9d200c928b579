import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openGrants } from '../../gateway/grants/index.ts'
import { openState } from '../../gateway/ledger/index.ts'
import { openWitness } from './open-witness.ts'

vi.setConfig({ testTimeout: 60_000 })

test('a grant has a token, a policy and servers of its own, until it is revoked', async () => {
  const bench = await openWitness({ version: '1', default: 'deny', tools: {} })
  onTestFinished(bench.close)
  const { url } = await bench.gateway.serveHttp({ port: 0 })
  const folder = dirname(bench.policyFile)
  const state = await openState(join(folder, 'state/gateway.sqlite'))
  onTestFinished(state.close)
  const grants = openGrants(state.grants)
  const policy = join(folder, 'own.json')
  writeFileSync(policy, '{"version":"1","default":"allow"}')
  expect((await call(url)).denied).toBe(true)

  const { token } = await grants.add({ name: 'one', policy, servers: [] })
  expect((await call(url)).status).toBe(401)
  expect((await call(url, `${token.slice(0, -1)}x`)).status).toBe(401)
  expect(await call(url, token)).toEqual({ status: 200, denied: false })

  const other = await grants.add({ name: 'two', policy, servers: ['another-server'] })
  expect((await call(url, other.token)).denied).not.toBe(false)
  const broken = await grants.add({ name: 'three', policy: join(folder, 'missing.json'), servers: [] })
  expect((await call(url, broken.token)).status).toBe(503)

  await grants.revoke('one')
  expect((await call(url, token)).status).toBe(401)
})

/** A call of the later era; `denied` is null where no tool answered. */
async function call(url: string, token?: string): Promise<{ status: number; denied: boolean | null }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'say',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: {
        name: 'say',
        _meta: {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientCapabilities': {},
        },
      },
    }),
  })
  const { result } = (await response.json()) as { result?: { isError?: boolean } }
  return { status: response.status, denied: result === undefined ? null : result.isError === true }
}
