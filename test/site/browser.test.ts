import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parsePolicy } from '../../policy/index.ts'
import { buildSite, type ServedSite, serveSite } from '../../site/index.ts'
import { everyKindOfPage, harbour, hostileTools } from './every-kind-of-page.ts'
import { chromiumArguments, chromiumPath } from './find-chromium.ts'
import { writeInventedCatalogue } from './invented-catalogue.ts'

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
      for (const path of [...everyKindOfPage, ...hostileTools]) {
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
    for (const path of [...everyKindOfPage, ...hostileTools]) await open(path)
    expect(complaints.filter(each => !(each.includes('/nothing/') && each.includes('404')))).toEqual([])
    expect(requests.filter(url => !url.startsWith(`${site.url}/`))).toEqual([])
    await context.close()
  }, 120_000)

  test('the table of tools is narrowed and sorted, and the address remembers how', async () => {
    const { page, context, complaints } = await open(harbour)
    const rows = page.locator('table[data-filtered] tbody tr:visible')
    const all = await rows.count()
    await page.getByLabel('Any severity').selectOption('Critical')
    const critical = await rows.count()
    expect(critical).toBeGreaterThan(0)
    expect(critical).toBeLessThan(all)
    expect(await page.getByText(`${critical} of ${all}`).count()).toBe(1)
    await page.getByLabel('Any severity').selectOption('')
    await page.getByRole('button', { name: 'Severity' }).click()
    expect(await rows.first().getAttribute('data-severity')).toBe('Critical')
    await page.getByLabel('Name or words').fill('berth BOOK')
    expect(await rows.allInnerTexts()).toEqual([expect.stringContaining('book_berth')])
    expect(new URL(page.url()).search).toBe('?q=berth+BOOK&sort=-rank')
    await page.reload()
    expect(await rows.count()).toBe(1)
    expect(await page.locator('th[aria-sort=descending]').innerText()).toContain('Severity')
    expect(complaints).toEqual([])
    await context.close()
  }, 60_000)

  test('a report about a label is prefilled from the tool’s page', async () => {
    const { page, context, complaints } = await open(`${harbour}book_berth/`)
    await page.getByRole('link', { name: 'This label is wrong' }).click()
    await page.getByLabel('Severity that would be right').selectOption('High')
    await page.getByLabel('Why, in one or two sentences').fill('It also opens the barrier.')
    const text = (await page.getByLabel('The report').textContent()) ?? ''
    expect(text).toContain('It is labelled Write, Medium severity. It should be Write, High severity.')
    expect(JSON.parse(text.trim().split('\n').at(-1)!)).toMatchObject({
      server: 'npm:@harbour/mooring-mcp',
      tool: 'book_berth',
      definitionHash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      severity: 'High',
      capabilities: ['contact-people', 'modify-data'],
      why: 'It also opens the barrier.',
    })
    expect(complaints).toEqual([])
    await context.close()
  }, 60_000)

  test('without JavaScript a server has all its tools and its policy, and nothing that needs a script', async () => {
    const { page, context } = await open(harbour, { javaScriptEnabled: false })
    expect(await page.locator('table[data-filtered] tbody tr:visible').count()).toBeGreaterThan(5)
    expect(await page.getByRole('button').count()).toBe(0)
    expect(parsePolicy(await downloadedPolicy(page))).toMatchObject({ ok: true })
    await context.close()
  })

  test('a tool’s page is light, and nothing in it moves while it loads', async () => {
    const { page, context } = await newPage()
    const sizes = new Map<string, number>()
    page.on('response', async answer => {
      const body = await answer.body().catch(() => Buffer.alloc(0))
      const type = answer.headers()['content-type'] ?? ''
      const kind = /html|css/.test(type) ? 'text' : /javascript/.test(type) ? 'script' : 'other'
      sizes.set(kind, (sizes.get(kind) ?? 0) + gzipSync(body).length)
    })
    await page.addInitScript(`
      globalThis.moved = 0
      new PerformanceObserver(list => {
        for (const entry of list.getEntries()) globalThis.moved += entry.value
      }).observe({ type: 'layout-shift', buffered: true })
    `)
    await page.goto(`${site.url}${harbour}book_berth/`, { waitUntil: 'networkidle' })
    expect(await page.evaluate('globalThis.moved')).toBeLessThan(0.01)
    expect(sizes.get('text')).toBeLessThan(30_000)
    expect(sizes.get('script') ?? 0).toBeLessThan(10_000)
    await context.close()
  }, 60_000)

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
