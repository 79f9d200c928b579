import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { realPackage } from '../real-package.ts'

/** Extensions of the protocol, and one scenario from after the release of the revision. */
const beside = /client-credentials-jwt|enterprise-managed|dpop|wif-jwt|2020-12-preservation/

test('what 2026-07-28 wants of clients is met by the gateway, signing in above all', {
  timeout: 300_000,
}, async context => {
  const suite = await realPackage('@modelcontextprotocol/conformance', '0.2.0-alpha.12')
  if (suite === null) return context.skip('the package registry cannot be reached')
  const folder = mkdtempSync(join(tmpdir(), 'placard-suite-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const client = `${process.execPath} ${join(import.meta.dirname, 'suite-client.ts')}`
  const [program = '', ...words] = suite
  const options = ['--command', client, '--requirements', '2026-07-28', '-o', folder, '--timeout', '120000']
  const child = spawn(program, [...words, 'client', ...options], { stdio: 'ignore' })
  await new Promise(resolve => child.once('exit', resolve))
  const checks = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('checks.json') && !beside.test(path))
    .flatMap(path => {
      const found: { id: string; status: string }[] = JSON.parse(readFileSync(join(folder, path), 'utf8'))
      return found.map(({ id, status }) => ({ path, id, status }))
    })
  expect(checks.filter(({ path }) => path.startsWith('auth')).length).toBeGreaterThan(300)
  expect(checks.filter(({ status }) => status === 'FAILURE' || status === 'WARNING')).toEqual([])
})
