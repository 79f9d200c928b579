import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ruleCatalogue } from '../../classifier/index.ts'
import { parsePolicy } from '../../policy/index.ts'
import { buildSite, type ServedSite, serveSite } from '../../site/index.ts'
import { serverPath, toolSegments } from '../../site/paths.ts'
import { chromiumArguments, chromiumPath } from './find-chromium.ts'
import { hostileServer } from './hostile-server.ts'
import { writeInventedCatalogue } from './invented-catalogue.ts'

const harbour = serverPath('npm:@harbour/mooring-mcp')
const hostile = serverPath(hostileServer.server.id)
const hostileTools = toolSegments(hostileServer.tools.map(({ definition }) => definition.name)).map(
  segment => `${hostile}${segment}/`,
)
/** The first rule, and one whose examples have parameters. */
const rulesToLookAt = [
  ruleCatalogue[0]!,
  ruleCatalogue.find(({ hits }) => hits.some(({ tool }) => tool.inputSchema))!,
].map(({ id }) => `/rules/${id}/`)
const everyKind = [
  '/',
  '/servers/',
  '/categories/',
  '/categories/read/page/2/',
  '/severities/critical/',
  '/accuracy/',
  '/rules/',
  ...rulesToLookAt,
  harbour,
  `${harbour}manage_gate/`,
  `${harbour}frobnicate/`,
  `${harbour}weigh_anchor/`,
  serverPath('npm:will-not-start'),
  hostile,
  '/nothing/',
]

const reason = chromiumPath ? '' : ' (skipped: no Chromium was found; install it or set CHROMIUM_PATH)'

describe.skipIf(chromiumPath === null)(`in a real browser${reason}`, () => {
  const root = mkdtempSync(join(tmpdir(), 'placard-browser-'))
  let browser: Browser
  let site: ServedSite

  beforeAll(async () => {
    const cataloguePath = join(root, 'catalogue.sqlite')
    writeInventedCatalogue(cataloguePath)
    await buildSite({ cataloguePath, outDirectory: join(root, 'out') })
    site = await serveSite({ directory: join(root, 'out'), port: 0 })
    browser = await chromium.launch({ executablePath: chromiumPath!, args: chromiumArguments })
  }, 180_000)

  afterAll(async () => {
    await browser?.close()
    await site?.close()
    rmSync(root, { recursive: true, force: true })
  }, 60_000)

  /** A page, with every complaint that the browser has from then on and every request that it makes. */
  async function newPage(options: BrowserContextOptions = {}) {
    const context = await browser.newContext(options)
    const page = await context.newPage()
    const complaints: string[] = []
    const requests: string[] = []
    page.on('console', message => {
      if (['error', 'warning'].includes(message.type())) complaints.push(`${page.url()}: ${message.text()}`)
    })
    page.on('pageerror', error => complaints.push(`${page.url()}: ${error.message}`))
    page.on('dialog', dialog => {
      complaints.push(`${page.url()}: said ${dialog.message()}`)
      void dialog.dismiss()
    })
    page.on('request', request => requests.push(request.url()))
    return { page, context, complaints, requests, open: (path: string) => page.goto(site.url + path) }
  }

  async function open(path: string, options: BrowserContextOptions = {}) {
    const made = await newPage(options)
    await made.open(path)
    return made
  }

  async function downloadedPolicy(page: Page): Promise<string> {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download policy.json' }).first().click(),
    ])
    expect(download.suggestedFilename()).toBe('policy.json')
    return readFileSync(await download.path(), 'utf8')
  }

  test('a tool’s label is read and its policy is downloaded', async () => {
    const { page, context, complaints } = await open(harbour)
    await page.getByRole('link', { name: 'delete_boat_record' }).first().click()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('delete_boat_record')
    expect(await page.locator('[data-label].placard').innerText()).toMatch(/Critical severity · Destructive/)
    const policy = parsePolicy(await downloadedPolicy(page))
    expect(policy).toMatchObject({ ok: true, policy: { default: 'deny' } })
    expect(policy.ok && policy.policy.tools.has('delete_boat_record')).toBe(true)
    expect(complaints).toEqual([])
    await context.close()
  })

  test('the copy button copies what the download gives', async () => {
    const { page, context, complaints } = await open(`${harbour}book_berth/`, {
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    await page.getByRole('button', { name: 'Copy' }).click()
    await page.getByText('Copied.').waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(await downloadedPolicy(page))
    expect(complaints).toEqual([])
    await context.close()
  })

  test('without JavaScript all but the copy button is there', async () => {
    const { page, context } = await open(`${harbour}book_berth/`, { javaScriptEnabled: false })
    expect(await page.getByRole('button', { name: 'Copy' }).count()).toBe(0)
    expect(parsePolicy(await downloadedPolicy(page))).toMatchObject({ ok: true })
    const question = page.locator('details', { hasText: 'What risk level is' })
    await question.locator('summary').click()
    expect(await question.locator('p').first().isVisible()).toBe(true)
    await context.close()
  })

  test.each(['light', 'dark'] as const)(
    'nothing scrolls sideways on a phone (%s)',
    async colorScheme => {
      const phone = { viewport: { width: 360, height: 740 }, colorScheme, hasTouch: true, isMobile: true }
      const { page, context, open } = await newPage(phone)
      for (const path of [...everyKind, ...hostileTools]) {
        await open(path)
        await page.evaluate('for (const each of document.querySelectorAll("details")) each.open = true')
        expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBeLessThanOrEqual(360)
      }
      await context.close()
    },
    120_000,
  )

  test('no page complains, runs a stranger’s text, or asks anybody else for anything', async () => {
    const { context, complaints, requests, open } = await newPage()
    for (const path of [...everyKind, ...hostileTools]) await open(path)
    expect(complaints.filter(each => !(each.includes('/nothing/') && each.includes('404')))).toEqual([])
    expect(requests.filter(url => !url.startsWith(`${site.url}/`))).toEqual([])
    await context.close()
  }, 120_000)

  test('dark and light are different, and both come from the reader’s own setting', async () => {
    const grounds = await Promise.all(
      (['light', 'dark'] as const).map(async colorScheme => {
        const { page, context } = await open('/', { colorScheme })
        const ground = await page.evaluate('getComputedStyle(document.documentElement).backgroundColor')
        await context.close()
        return ground
      }),
    )
    expect(grounds[0]).not.toBe(grounds[1])
  })

  test('the keyboard reaches the content first, and shows where it is', async () => {
    const { page, context } = await open(`${harbour}book_berth/`)
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content')
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid')
    await page.keyboard.press('Enter')
    await page.waitForURL(/#main$/)
    await context.close()
  })
})
