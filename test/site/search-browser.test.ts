import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page, type Response } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildSite, type ServedSite, serveSite } from '../../site/index.ts'
import { serverPath } from '../../site/paths.ts'
import { chromiumArguments, chromiumPath } from './find-chromium.ts'
import { writeInventedCatalogue } from './invented-catalogue.ts'

const harbour = serverPath('npm:@harbour/mooring-mcp')
const reason = chromiumPath ? '' : ' (skipped: no Chromium was found; install it or set CHROMIUM_PATH)'

describe.skipIf(chromiumPath === null)(`searching in a real browser${reason}`, () => {
  const root = mkdtempSync(join(tmpdir(), 'placard-search-browser-'))
  const faultsOf = new Map<Page, string[]>()
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

  async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage()
    const faults: string[] = []
    page.on('pageerror', error => faults.push(error.message))
    page.on('console', message => message.type() === 'error' && faults.push(message.text()))
    faultsOf.set(page, faults)
    await page.goto(site.url + path)
    return page
  }
  /** Closes a page that had nothing to complain of. */
  async function close(page: Page): Promise<void> {
    expect(faultsOf.get(page)).toEqual([])
    await page.context().close()
  }
  const found = (page: Page) => page.locator('[data-found-tools] li')

  test('the page shows what is found while one types, and keeps it in its address', async () => {
    const page = await open('/search/')
    await page.locator('#q').pressSequentially('delete boat')
    await found(page).first().waitFor()
    expect(await found(page).first().innerText()).toContain('delete_boat_record')
    expect(new URL(page.url()).searchParams.get('q')).toBe('delete boat')
    await found(page).first().getByRole('link').first().click()
    expect(new URL(page.url()).pathname).toBe(`${harbour}delete_boat_record/`)
    await page.goBack()
    await found(page).first().waitFor()
    expect(await page.locator('#q').inputValue()).toBe('delete boat')
    await close(page)
  }, 30_000)

  test('filters stand in the address, and an address sets the filters', async () => {
    const page = await open('/search/?q=berth&category=Read')
    await found(page).first().waitFor()
    expect(await page.getByText('Only tools of').isVisible()).toBe(false)
    expect(await page.locator('#filter-category').inputValue()).toBe('Read')
    for (const text of await found(page).allInnerTexts()) expect(text).toContain('Read')
    await page.locator('#filter-category').selectOption('')
    await page.locator('#filter-severity').selectOption('Critical')
    await page.locator('#q').fill('boat')
    await page.waitForURL(/severity=Critical/)
    await found(page).filter({ hasText: 'delete_boat_record' }).first().waitFor()
    for (const text of await found(page).allInnerTexts()) expect(text).toContain('Critical')
    await close(page)
  }, 30_000)

  test('one server can be searched alone, and left again', async () => {
    const page = await open(`/search/?server=${harbour.split('/')[2]}`)
    await found(page).first().waitFor()
    for (const text of await found(page).allInnerTexts()) expect(text).toContain('of Harbour Mooring')
    await page.locator('#q').fill('page')
    await page.getByRole('button', { name: 'Of any server' }).click()
    await found(page).filter({ hasText: 'evil' }).first().waitFor()
    expect(new URL(page.url()).searchParams.get('server')).toBe(null)
    await close(page)
  }, 30_000)

  test('a slip of the finger is forgiven, and it says so', async () => {
    const page = await open('/search/?q=berht')
    await found(page).first().waitFor()
    expect(await found(page).allInnerTexts()).toEqual(
      expect.arrayContaining([expect.stringContaining('book_berth')]),
    )
    expect(await page.locator('[data-found-status]').innerText()).toContain('searched for berth')
    await close(page)
  }, 30_000)

  test('the box on the first page is worked with the keyboard alone', async () => {
    const page = await open('/')
    const box = page.getByRole('combobox')
    await box.focus()
    await page.keyboard.type('book berth')
    const options = page.getByRole('option')
    await options.first().waitFor()
    expect(await box.getAttribute('aria-expanded')).toBe('true')
    await page.keyboard.press('ArrowDown')
    const active = await box.getAttribute('aria-activedescendant')
    expect(await page.locator(`#${active}`).getAttribute('aria-selected')).toBe('true')
    await page.keyboard.press('Escape')
    expect(await box.getAttribute('aria-expanded')).toBe('false')
    expect(await box.inputValue()).toBe('book berth')
    await page.keyboard.type(' ')
    await options.first().waitFor()
    await options.filter({ hasText: 'book_berth' }).first().waitFor()
    const target = await options.filter({ hasText: 'book_berth' }).first().getAttribute('id')
    for (let press = 0; press < 12; press += 1) {
      await page.keyboard.press('ArrowDown')
      if ((await box.getAttribute('aria-activedescendant')) === target) break
    }
    await page.keyboard.press('Enter')
    await page.waitForURL(`${site.url}${harbour}book_berth/`)
    await close(page)
  }, 30_000)

  test('Enter without a choice leads to the search page, with and without JavaScript', async () => {
    for (const javaScriptEnabled of [true, false]) {
      const page = await open('/', { javaScriptEnabled })
      await page.locator('input[name=q]').fill('berth')
      await page.keyboard.press('Enter')
      await page.waitForURL(`${site.url}/search/?q=berth`)
      if (!javaScriptEnabled) {
        expect(await page.locator('main').innerText()).toContain('takes JavaScript')
        await page.locator('main').getByRole('link', { name: 'servers A to Z' }).click()
        expect(new URL(page.url()).pathname).toBe('/servers/')
      }
      await close(page)
    }
  }, 30_000)

  test('it asks nobody but the site, and little of that', async () => {
    const page = await open('/search/')
    const answers: Response[] = []
    page.on('response', answer => answers.push(answer))
    await page.locator('#q').fill('page')
    await found(page).first().waitFor()
    await page.waitForLoadState('networkidle')
    const bytes = (await Promise.all(answers.map(answer => answer.body()))).reduce(
      (sum, body) => sum + body.length,
      0,
    )
    expect(
      answers
        .map(answer => answer.url())
        .filter(url => !url.startsWith(`${site.url}/search/index/`) && !url.endsWith('/favicon.svg')),
    ).toEqual([])
    expect(bytes).toBeLessThan(150_000)
    await close(page)
  }, 30_000)

  test('nothing scrolls sideways on a phone', async () => {
    const page = await open('/search/?q=script', { viewport: { width: 360, height: 740 }, isMobile: true })
    await found(page).first().waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
    await page.goto(site.url)
    await page.locator('input[name=q]').fill('script')
    await page.getByRole('option').first().waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
    await close(page)
  }, 30_000)
})
