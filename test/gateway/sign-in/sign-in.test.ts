import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { keepTokens } from '../../../gateway/sign-in/token-keeper.ts'
import { runPlacard, startPlacard } from '../../cli/run-placard.ts'
import { browse } from './browser.ts'
import { openProtected, type ProtectedBench } from './open-protected.ts'

vi.setConfig({ testTimeout: 60_000 })

const tokenCalls = ({ asked }: ProtectedBench) => asked.filter(line => line === 'POST /token').length

test('a server that wants a token is reached once its owner has signed in, and nobody sees the token', async () => {
  const bench = await openProtected()
  expect(await bench.call()).toContain('placard gateway login')
  await bench.signIn()
  expect(await bench.call()).toBe('done')
  const { tokens } = bench.signIns.of(bench.url)!
  const secrets = [tokens!.access_token, tokens!.refresh_token!]
  expect(bench.seen.at(-1)!.headers.authorization).toBe(`Bearer ${secrets[0]}`)
  for (const secret of secrets) expect(bench.told()).not.toContain(secret)
  const folder = join(bench.folder, 'state/sign-ins')
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
})

test('a token that ends is renewed once, however many processes use it', async () => {
  const bench = await openProtected({}, { lifetime: 31 })
  await bench.signIn()
  const before = bench.signIns.of(bench.url)!.tokens!.access_token
  await new Promise(resolve => setTimeout(resolve, 1_100))
  const processes = Array.from({ length: 6 }, () => keepTokens(bench.url, undefined, bench.signIns))
  const calls = tokenCalls(bench)
  const headers = await Promise.all(processes.map(({ header }) => header()))
  expect(tokenCalls(bench) - calls).toBe(1)
  expect(new Set(headers).size).toBe(1)
  expect(headers[0]).not.toContain(before)
  expect(await bench.call()).toBe('done')
})

test('a token that is taken back early is replaced in the middle of a call', async () => {
  const bench = await openProtected()
  await bench.signIn()
  const first = bench.signIns.of(bench.url)!.tokens!.access_token
  bench.rules.refused = (token: string) => token === first
  expect(await bench.call()).toBe('done')
  expect(bench.signIns.of(bench.url)!.tokens!.access_token).not.toBe(first)
  // Neither is it tried again without end.
  bench.rules.refused = () => true
  const reached = bench.seen.length
  expect(await bench.call()).toContain('placard gateway login')
  expect(bench.seen.length - reached).toBe(2)
})

test('a sign-in that has ended is over, and a new one uses the same registration', async () => {
  const bench = await openProtected({}, { lifetime: 31 })
  await bench.signIn()
  const kept = bench.signIns.of(bench.url)!
  bench.signIns.keep({ ...kept, tokens: { ...kept.tokens!, refresh_token: 'taken-back' }, endsAt: 0 })
  expect(await bench.call()).toContain('placard gateway login')
  expect(bench.signIns.of(bench.url)!.tokens).toBeNull()
  await bench.signIn()
  expect(bench.asked.filter(line => line === 'POST /reg')).toHaveLength(1)
  expect(await bench.call()).toBe('done')
})

test('an authorization server that is away ends nothing', async () => {
  const bench = await openProtected()
  await bench.signIn()
  const kept = bench.signIns.of(bench.url)!
  const { authority } = kept
  const away = {
    ...authority,
    metadata: { ...authority.metadata!, token_endpoint: 'http://127.0.0.1:9/token' },
  }
  bench.signIns.keep({ ...kept, authority: away, endsAt: 0 })
  expect(await bench.call()).toContain('could not be renewed')
  expect(bench.signIns.of(bench.url)!.tokens).toEqual(kept.tokens)
  bench.signIns.keep({ ...kept, endsAt: 0 })
  expect(await bench.call()).toBe('done')
})

test('a machine of its own signs in with its own secret', async () => {
  const client_id = 'machine'
  const client_secret = 'the secret of the machine'
  const client = { client_id, client_secret, grant_types: ['client_credentials'] }
  const oauth = { grant: 'client_credentials', client_id, client_secret, scope: 'files:read' }
  const bench = await openProtected({ oauth }, { clients: [client] })
  expect(await bench.call()).toBe('done')
  expect(await bench.call()).toBe('done')
  expect(tokenCalls(bench)).toBe(1)
  expect(JSON.stringify(bench.seen)).not.toContain(client_secret)
  expect(bench.told()).not.toContain(client_secret)
})

test('a server that wants more says what, and what it had is kept', async () => {
  const bench = await openProtected()
  await bench.signIn()
  bench.rules.status = 403
  expect(await bench.call()).toContain('--scope "files:read files:write"')
  bench.rules.status = 200
  await bench.signIn({ scope: 'files:write' })
  expect(bench.signIns.of(bench.url)!.tokens!.scope!.split(' ').sort()).toEqual(['files:read', 'files:write'])
})

test('the command signs in and out again', async () => {
  const bench = await openProtected()
  const state = ['--state', join(bench.folder, 'state')]
  const child = startPlacard(['gateway', 'login', bench.url, ...state])
  let said = ''
  child.stderr!.setEncoding('utf8').on('data', text => {
    said += text
    const [address] = /http:\S+\/auth\?\S+/.exec(said) ?? []
    if (address !== undefined && said.includes('\n\n', said.indexOf(address))) {
      said = said.replace(address, '')
      void browse(address)
    }
  })
  let out = ''
  child.stdout!.setEncoding('utf8').on('data', text => {
    out += text
  })
  const code = await new Promise(resolve => child.once('close', resolve))
  expect([code, out]).toEqual([0, expect.stringContaining('Signed in at')])
  expect(said).toContain(bench.issuer)
  const token = bench.signIns.of(bench.url)!.tokens!.access_token
  expect(out + said).not.toContain(token)
  expect(await bench.call()).toBe('done')
  expect((await runPlacard(['gateway', 'login', ...state])).stdout).toContain('renewed by itself')
  expect(await runPlacard(['gateway', 'logout', bench.url, ...state])).toMatchObject({ code: 0 })
  expect(bench.asked).toContain('POST /token/revocation')
  expect(await bench.call()).toContain('placard gateway login')
  expect(await runPlacard(['gateway', 'logout', bench.url, ...state])).toMatchObject({ code: 2 })
})
