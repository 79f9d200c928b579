import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openCatalogue } from '../../catalogue/index.ts'
import { classifyServer } from '../../classifier/index.ts'
import { decide, exportFormats, parsePolicy, profiles, slidingCounters } from '../../policy/index.ts'
import { buildSite, type ServedSite, serveSite } from '../../site/index.ts'
import { serverPath } from '../../site/paths.ts'
import { runPlacard } from '../cli/run-placard.ts'
import { chromiumArguments, chromiumPath } from './find-chromium.ts'
import { hostileServer } from './hostile-server.ts'
import { inventedServers } from './invented-servers.ts'

const reason = chromiumPath ? '' : ' (skipped: no Chromium was found; install it or set CHROMIUM_PATH)'
/** As a file of definitions names it: what the command line reads there is both id and name. */
const server = { id: 'npm:harbour-mooring', name: 'npm:harbour-mooring', version: '2.4.1' }
const path = serverPath(server.id)
const definitions = inventedServers[0]!.tools.map(({ definition }) => definition)

describe.skipIf(chromiumPath === null)(`the policy builder${reason}`, () => {
  const root = mkdtempSync(join(tmpdir(), 'placard-builder-'))
  const listing = join(root, 'tools.json')
  let browser: Browser
  let site: ServedSite

  beforeAll(async () => {
    const cataloguePath = join(root, 'catalogue.sqlite')
    const catalogue = openCatalogue(cataloguePath)
    for (const [each, tools] of [
      [server, definitions],
      [hostileServer.server, hostileServer.tools.map(({ definition }) => definition)],
    ] as const) {
      catalogue.recordListing({
        server: each,
        how: 'listed',
        at: '2026-10-02T08:00:00.000Z',
        tools: [...tools],
      })
      catalogue.recordVerdicts(each.id, classifyServer(each, [...tools]))
    }
    catalogue.close()
    await buildSite({ cataloguePath, outDirectory: join(root, 'out') })
    writeFileSync(listing, readFileSync(join(root, 'out', path, 'tools.json')))
    site = await serveSite({ directory: join(root, 'out'), port: 0 })
    browser = await chromium.launch({ executablePath: chromiumPath!, args: chromiumArguments })
  }, 240_000)

  afterAll(async () => {
    await browser?.close()
    await site?.close()
    rmSync(root, { recursive: true, force: true })
  }, 60_000)

  async function open(address = path) {
    const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', message => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    page.on('pageerror', error => complaints.push(error.message))
    await page.goto(site.url + address)
    if (!address.includes('#')) await page.getByRole('button', { name: 'Build your own' }).click()
    await page.getByLabel('Your policy').waitFor()
    return { page, context, complaints }
  }

  async function download(page: Page): Promise<string> {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download' }).click(),
    ])
    return readFileSync(await file.path(), 'utf8')
  }

  test.each(profiles)(
    'downloads what `placard policy --profile %s` prints, in every format',
    async profile => {
      const { page, context, complaints } = await open()
      await page.getByRole('radio', { name: profile }).check()
      for (const format of ['policy', ...exportFormats]) {
        await page.getByLabel('Format', { exact: true }).selectOption(format)
        const command = ['policy', listing, '--profile', profile, '--format', format, '--as', 'harbour']
        const { stdout, code } = await runPlacard(command)
        if (format !== 'policy') await page.getByLabel('Your name for the server there').fill('harbour')
        if (code === 0) expect(await download(page), format).toBe(stdout)
        else expect(await page.getByText('This cannot be written').count(), format).toBe(1)
      }
      expect(complaints).toEqual([])
      await context.close()
    },
    120_000,
  )

  test('does with each tool what was chosen for it', async () => {
    const { page, context } = await open()
    const choose = (tool: string, choice: string) =>
      page.getByLabel(`What becomes of ${tool}`, { exact: true }).selectOption(choice)
    await choose('delete_boat_record', 'deny')
    await choose('list_berths', 'ask')
    await choose('book_berth', 'limit')
    await page.getByLabel('Calls of book_berth', { exact: true }).fill('2')
    await choose('manage_gate', 'allow')
    const parsed = parsePolicy(await download(page))
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
    const { policy } = parsed
    expect(policy.tools.get('manage_gate')).toEqual({})
    expect(policy.tools.get('list_berths')?.approval).toBeDefined()
    expect(policy.tools.get('book_berth')?.limits).toMatchObject([{ max: 2, window: 'minute' }])
    const call = { tool: 'delete_boat_record', arguments: { record: '1' } }
    expect(decide(policy, call, slidingCounters().at(0)).decision).toBe('deny')
    await context.close()
  }, 60_000)

  test('is the same again for whoever gets the link', async () => {
    const { page, context } = await open()
    await page.getByRole('radio', { name: 'strict' }).check()
    await page.getByLabel('What becomes of list_berths').selectOption('deny')
    await page.getByLabel('Format', { exact: true }).selectOption('codex')
    const text = await page.getByLabel('Your policy').textContent()
    await page.getByRole('button', { name: 'Copy link' }).click()
    await page.getByText('The link was copied').waitFor()
    const link = (await page.evaluate('navigator.clipboard.readText()')) as string
    expect(new URL(link).search).toBe('')
    await context.close()
    const again = await open(link.slice(site.url.length))
    expect(await again.page.getByLabel('Your policy').textContent()).toBe(text)
    await again.context.close()
  }, 60_000)

  test('opens from a tool’s page with that tool limited', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(`${site.url}${path}manage_gate/`)
    await page.getByRole('link', { name: 'Limit or change it' }).click()
    await page.getByLabel('Your policy').waitFor()
    const parsed = parsePolicy(await download(page))
    expect(parsed.ok && parsed.policy.tools.get('manage_gate')?.limits).toMatchObject([
      { max: 10, window: 'minute' },
    ])
    await context.close()
  }, 60_000)

  test('works on without a network', async () => {
    const { page, context } = await open()
    await context.setOffline(true)
    await page.getByRole('radio', { name: 'observe' }).check()
    await page.getByLabel('What becomes of delete_boat_record').selectOption('deny')
    const parsed = parsePolicy(await download(page))
    expect(parsed).toMatchObject({ ok: true, policy: { default: 'allow' } })
    await context.close()
  }, 60_000)

  test('shows names that are meant to do harm, and does nothing that they say', async () => {
    const { page, context, complaints } = await open(serverPath(hostileServer.server.id))
    const selects = page.locator('.builder-tools select')
    for (let at = 0; at < (await selects.count()); at += 1) await selects.nth(at).selectOption('ask')
    expect(parsePolicy(await download(page))).toMatchObject({ ok: true })
    expect(await page.locator('.builder-tools').innerText()).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b]/)
    expect(complaints).toEqual([])
    await context.close()
  }, 60_000)
})
