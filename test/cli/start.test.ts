import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { openCatalogue } from '../../catalogue/index.ts'
import { classify } from '../../classifier/index.ts'
import { ended, startPlacard } from './run-placard.ts'

vi.setConfig({ testTimeout: 300_000 })

const out = mkdtempSync(join(tmpdir(), 'placard-start-'))
afterAll(() => rmSync(out, { recursive: true, force: true }))

// A port on loopback where nobody listens stands for a network that is not there.
const noNetwork = { npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0' }

test('with no network it says so in one line, and still shows what the catalogue holds', async () => {
  const catalogue = openCatalogue(join(out, 'placard.sqlite'))
  const tool = { name: 'list_ships', description: 'Lists ships.' }
  const server = { id: 'npm:harbour', name: 'Harbour', version: '1.0.0' }
  catalogue.recordListing({ server, how: 'listed', at: '2026-01-01T00:00:00.000Z', tools: [tool] })
  catalogue.recordVerdicts(server.id, [classify(tool, { server, siblings: [tool] })])
  catalogue.close()

  const child = startPlacard(['start', '--out', out, '--no-serve', '--limit', '3'], noNetwork)
  const { code, stdout, stderr } = await ended(child)
  expect(stderr).toMatch(/^crawl: 0 new, 0 changed, 0 unchanged, 0 failed, 3 not tried$/m)
  expect(stderr).toMatch(/^site: \d+ files/m)
  expect(stdout.match(/no way to the package registry/g)).toHaveLength(1)
  expect(stdout).toMatch(/1 servers? and 1 tools? seen, none failed/)
  expect(code).toBe(0)
  expect(readFileSync(join(out, 'site', 'index.html'), 'utf8')).toContain('Harbour')
})

test('serves the site, and ends when it is told to', async () => {
  const child = startPlacard(['start', '--out', out, '--limit', '1', '--port', '0'], noNetwork)
  const result = ended(child)
  const url = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout!.on('data', chunk => {
      text += chunk
      const found = /The site is at (\S+)/.exec(text)
      if (found) resolve(found[1]!)
    })
    child.on('close', () => reject(new Error(text)))
  })
  const page = await fetch(url)
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('Harbour')
  child.kill('SIGTERM')
  expect((await result).code).toBe(0)
})

test('refuses a folder whose catalogue is something else', async () => {
  const other = mkdtempSync(join(out, 'other-'))
  const { writeFileSync } = await import('node:fs')
  writeFileSync(join(other, 'placard.sqlite'), 'not a database, and somebody may need it')
  const { code, stderr } = await ended(
    startPlacard(['start', '--out', other, '--no-serve', '--limit', '1'], noNetwork),
  )
  expect(code).toBe(2)
  expect(stderr).toMatch(/placard\.sqlite/)
  expect(readFileSync(join(other, 'placard.sqlite'), 'utf8')).toContain('somebody may need it')
  expect(existsSync(join(other, 'site'))).toBe(false)
})
