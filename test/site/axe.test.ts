import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AxeResults } from 'axe-core'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildSite, type ServedSite, serveSite } from '../../site/index.ts'
import { everyKindOfPage, openBuilder } from './every-kind-of-page.ts'
import { chromiumArguments, chromiumPath } from './find-chromium.ts'
import { writeInventedCatalogue } from './invented-catalogue.ts'

const reason = chromiumPath ? '' : ' (skipped: no Chromium was found; install it or set CHROMIUM_PATH)'
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** WCAG 2.2 at A and AA, and what axe holds for good practice beside it. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

describe.skipIf(chromiumPath === null)(`axe${reason}`, () => {
  const root = mkdtempSync(join(tmpdir(), 'placard-axe-'))
  let browser: Browser
  let site: ServedSite

  beforeAll(async () => {
    const cataloguePath = join(root, 'catalogue.sqlite')
    writeInventedCatalogue(cataloguePath)
    await buildSite({ cataloguePath, outDirectory: join(root, 'out') })
    site = await serveSite({ directory: join(root, 'out'), port: 0 })
    browser = await chromium.launch({ executablePath: chromiumPath!, args: chromiumArguments })
  }, 240_000)

  afterAll(async () => {
    await browser?.close()
    await site?.close()
    rmSync(root, { recursive: true, force: true })
  }, 60_000)

  test('finds what is wrong with a page', async () => {
    const page = await browser.newPage()
    await page.setContent('<p style="color: #999">Pale</p><img src="x">')
    await page.addScriptTag({ content: axe })
    const { violations } = (await page.evaluate('axe.run()')) as AxeResults
    expect(violations.map(({ id }) => id)).toEqual(expect.arrayContaining(['color-contrast', 'image-alt']))
    await page.close()
  })

  test.each([
    { colorScheme: 'light', width: 1180 },
    { colorScheme: 'dark', width: 1180 },
    { colorScheme: 'light', width: 360 },
  ] as const)(
    'finds nothing on any kind of page, $colorScheme, $width wide',
    async ({ colorScheme, width }) => {
      // axe is put into the page from outside, which the policy of the page would forbid a stranger.
      const context = await browser.newContext({
        colorScheme,
        viewport: { width, height: 800 },
        bypassCSP: true,
      })
      const page = await context.newPage()
      const found: string[] = []
      const judge = async (name: string) => {
        await page.addScriptTag({ content: axe })
        const options = { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }
        const { violations } = (await page.evaluate(
          `axe.run(document, ${JSON.stringify(options)})`,
        )) as AxeResults
        for (const { id, nodes } of violations)
          found.push(
            `${name}: ${id}: ${nodes
              .slice(0, 3)
              .map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary}`)
              .join(' | ')}`,
          )
      }
      for (const path of everyKindOfPage) {
        await page.goto(site.url + path)
        await page.evaluate('for (const each of document.querySelectorAll("details")) each.open = true')
        await judge(path)
      }
      await openBuilder(page, site.url)
      await judge('the builder')
      await context.close()
      expect(found).toEqual([])
    },
    240_000,
  )
})
