import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openCatalogue } from '../../catalogue/index.ts'
import { classifyServer } from '../../classifier/index.ts'
import { buildSite, checkLinks, type ServedSite, serveSite } from '../../site/index.ts'
import { serverPath, toolSegments } from '../../site/paths.ts'
import { chromiumArguments, chromiumPath } from './find-chromium.ts'
import { hostileWords } from './hostile-words.ts'
import { filesOf } from './html.ts'

// Every hostile word as everything that a stranger writes: name, title, description, parameter, value, server.
const root = mkdtempSync(join(tmpdir(), 'placard-hostile-'))
const out = join(root, 'out')
const wordAfter = (at: number, by: number) => hostileWords[(at + by) % hostileWords.length]!
const tools = hostileWords.map((name, at) => ({
  name,
  title: wordAfter(at, 1),
  description: `${wordAfter(at, 2)} deletes ${wordAfter(at, 3)}\n${wordAfter(at, 4)}`,
  inputSchema: {
    type: 'object',
    properties: Object.fromEntries([
      [
        wordAfter(at, 5),
        { type: 'string', description: wordAfter(at, 6), enum: [wordAfter(at, 7), 'delete'] },
      ],
      ['path', { type: wordAfter(at, 8), description: wordAfter(at, 9) }],
    ]),
    required: [wordAfter(at, 5)],
  },
}))
const servers = hostileWords
  .filter((_, at) => at % 12 === 0)
  .map((word, at) => ({
    id: `local:${at} ${word}`,
    name: word,
    version: wordAfter(at, 10),
    description: wordAfter(at, 11),
    homepage: wordAfter(at, 12),
    repository: wordAfter(at, 13),
  }))
/** Where the pages are: the catalogue may keep a word in another form, as no database holds half a character. */
const paths: string[] = []

beforeAll(async () => {
  const catalogue = openCatalogue(join(root, 'catalogue.sqlite'))
  for (const [at, server] of servers.entries()) {
    const own = tools.filter((_, place) => place % servers.length === at)
    catalogue.recordListing({ server, how: 'listed', at: '2026-11-01T00:00:00.000Z', tools: own })
    catalogue.recordVerdicts(server.id, classifyServer(server, own))
  }
  for (const { id } of catalogue.servers()) {
    const names = catalogue.tools(id).map(({ definition }) => definition.name)
    paths.push(serverPath(id), ...toolSegments(names).map(segment => `${serverPath(id)}${segment}/`))
  }
  catalogue.close()
  await buildSite({ cataloguePath: join(root, 'catalogue.sqlite'), outDirectory: out })
}, 180_000)

afterAll(() => rmSync(root, { recursive: true, force: true }), 60_000)

test('there are at least 300 hostile words, and every one has a page of its own', () => {
  expect(hostileWords.length).toBeGreaterThanOrEqual(300)
  expect(paths).toHaveLength(servers.length + hostileWords.length)
  const files = filesOf(out)
  expect(paths.filter(path => !files.includes(`${path}index.html`))).toEqual([])
  expect(new Set(paths.map(path => path.toLowerCase())).size).toBe(paths.length)
  expect(new Set(files.map(file => file.toLowerCase())).size).toBe(files.length)
  for (const file of files) expect(file).toMatch(/^(?:\/[\w.-]{1,100})+$/)
})

test('no link leads nowhere, and none to an address that a stranger wrote', async () => {
  const { dead, outward } = await checkLinks(out)
  expect(dead).toEqual([])
  const strange = outward.filter(address => !address.startsWith('http://127.0.0.1:4321/'))
  expect(strange.filter(address => /attacker|alert|javascript:|^data:|^file:/i.test(address))).toEqual([])
}, 60_000)

const reason = chromiumPath ? '' : ' (skipped: no Chromium was found; install it or set CHROMIUM_PATH)'

describe.skipIf(chromiumPath === null)(`in a real browser${reason}`, () => {
  let browser: Browser
  let site: ServedSite

  beforeAll(async () => {
    site = await serveSite({ directory: out, port: 0 })
    browser = await chromium.launch({ executablePath: chromiumPath!, args: chromiumArguments })
  }, 60_000)

  afterAll(async () => {
    await browser?.close()
    await site?.close()
  }, 60_000)

  test('no word runs, asks anybody for anything, or breaks a page on a phone', async () => {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 }, isMobile: true })
    const page = await context.newPage()
    const faults: string[] = []
    const note = (what: string) => faults.push(`${page.url()}: ${what}`)
    page.on('console', message => ['error', 'warning'].includes(message.type()) && note(message.text()))
    page.on('pageerror', error => note(error.message))
    page.on('dialog', dialog => {
      note(`said ${dialog.message()}`)
      void dialog.dismiss()
    })
    page.on('request', request => request.url().startsWith(`${site.url}/`) || note(`asked ${request.url()}`))
    for (const path of paths) {
      await page.goto(site.url + path)
      const seen = await page.evaluate<{ width: number; ours: boolean; url: string }>(`({
        width: document.documentElement.scrollWidth,
        ours: !!document.querySelector('body > footer.site-foot') && document.querySelectorAll('h1').length === 1,
        url: document.baseURI,
      })`)
      if (seen.width > 360) note(`is ${seen.width} pixels wide`)
      if (!seen.ours) note('is not built as it should be')
      if (seen.url !== site.url + path) note(`says that it is ${seen.url}`)
    }
    expect(faults).toEqual([])
    await context.close()
  }, 300_000)

  test('what the search finds is text', async () => {
    const page = await browser.newPage()
    const faults: string[] = []
    page.on('dialog', dialog => {
      faults.push(dialog.message())
      void dialog.dismiss()
    })
    page.on('pageerror', error => faults.push(error.message))
    page.on('request', request => request.url().startsWith(`${site.url}/`) || faults.push(request.url()))
    await page.goto(`${site.url}/search/?q=img`)
    await page.locator('[data-found-tools] li').first().waitFor()
    for (const typed of ['script', 'onerror', 'delete', '"><img src=x onerror=alert(1)>', '__proto__']) {
      await page.locator('#q').fill(typed)
      await page.waitForURL(url => url.searchParams.get('q') === typed)
      await page.waitForTimeout(200)
    }
    expect(await page.locator('[data-found-tools] img, [data-found-tools] script').count()).toBe(0)
    expect(faults).toEqual([])
    await page.close()
  }, 60_000)
})
