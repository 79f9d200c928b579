/** Takes pictures of every kind of page into docs/screenshots: `npm run screenshots`. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Page } from 'playwright-core'
import { buildSite, serveSite } from '../../site/index.ts'
import { harbour, openBuilder } from './every-kind-of-page.ts'
import { chromiumArguments, chromiumPath } from './find-chromium.ts'
import { writeInventedCatalogue } from './invented-catalogue.ts'

type Shot = { name: string; path: string; ready?: (page: Page, site: string) => Promise<void> }

const shots: Shot[] = [
  { name: 'home', path: '/' },
  { name: 'server', path: harbour },
  { name: 'builder', path: harbour, ready: openBuilder },
  { name: 'tool', path: `${harbour}delete_boat_record/` },
  { name: 'tool-with-modes', path: `${harbour}manage_gate/` },
  { name: 'capability', path: '/capabilities/delete-data/' },
  { name: 'attack', path: '/attacks/lethal-trifecta/' },
  { name: 'incidents', path: '/incidents/' },
  { name: 'category', path: '/categories/destructive/' },
  { name: 'severity', path: '/severities/critical/' },
  { name: 'rule', path: '/rules/' },
  { name: 'servers', path: '/servers/' },
  { name: 'changes', path: '/changes/' },
  { name: 'accuracy', path: '/accuracy/' },
  { name: 'method', path: '/method/' },
  { name: 'downloads', path: '/downloads/' },
  { name: 'api', path: '/api/' },
  { name: 'report', path: '/report/#server=npm%3Anotes&tool=delete_all&category=Write&severity=Medium' },
  { name: 'search', path: '/search/?q=berth' },
  { name: 'not-found', path: '/nothing/' },
]
/** Kept in the repository; with `--all` every page is taken, in every way. */
const kept = [
  'home-light',
  'server-light',
  'server-dark',
  'builder-light',
  'tool-light',
  'tool-dark',
  'tool-phone',
  'attack-light',
]
const ways = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1180, height: 900 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1180, height: 900 } },
  { name: 'phone', colorScheme: 'light', viewport: { width: 360, height: 760 } },
  { name: 'phone-dark', colorScheme: 'dark', viewport: { width: 360, height: 760 } },
] as const

const everything = process.argv.includes('--all')
const out = process.argv.find(word => word.startsWith('--out='))?.slice('--out='.length)
const directory = out ?? fileURLToPath(new URL('../../docs/screenshots', import.meta.url))
const root = mkdtempSync(join(tmpdir(), 'placard-screenshots-'))
if (chromiumPath === null) throw new Error('No Chromium was found: install it or set CHROMIUM_PATH.')
mkdirSync(directory, { recursive: true })
const cataloguePath = join(root, 'catalogue.sqlite')
writeInventedCatalogue(cataloguePath)
await buildSite({ cataloguePath, outDirectory: join(root, 'out') })
const site = await serveSite({ directory: join(root, 'out'), port: 0 })
const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArguments })
try {
  for (const { name: way, ...look } of ways)
    for (const { name, path, ready } of shots) {
      if (!everything && !kept.includes(`${name}-${way}`)) continue
      const context = await browser.newContext({ ...look, reducedMotion: 'reduce' })
      const page = await context.newPage()
      await page.goto(site.url + path)
      await ready?.(page, site.url)
      // Scripts that fill a page in are done when nothing more is asked for.
      await page.waitForLoadState('networkidle')
      const file = join(directory, `${name}-${way}.jpg`)
      await page.screenshot({ path: file, type: 'jpeg', quality: 60, fullPage: everything })
      await context.close()
    }
} finally {
  await browser.close()
  await site.close()
  rmSync(root, { recursive: true, force: true })
}
