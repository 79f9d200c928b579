import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { type Category, riskOf, type Severity, severities } from '../classifier/index.ts'
import { categorySign } from '../site/words/labels.ts'
import { chromiumArguments, chromiumPath } from '../test/site/find-chromium.ts'

// Draws the pictures that stand for a label where a page is shared, one for each label, into site/public/pictures/.
// They are kept in the repository, for fonts differ from machine to machine and a build should not need a browser.
const folder = fileURLToPath(new URL('../site/public/pictures/', import.meta.url))
const colours = { Low: '#1f6b4f', Medium: '#7a5a00', High: '#a1430a', Critical: '#a5152b', none: '#57506f' }
const categories: Category[] = ['Read', 'Write', 'Execute', 'Destructive', 'Financial', 'Ungraded']

/** The signs of the pages, by name. */
const signs = new Map(
  Array.from(
    readFileSync(new URL('../site/components/icons.astro', import.meta.url), 'utf8').matchAll(
      /<symbol id="([^"]+)"[^>]*>([\s\S]*?)<\/symbol>/g,
    ),
    ([, name, drawing]) => [name!, drawing!],
  ),
)

if (chromiumPath === null) throw new Error('There is no Chromium: install one, or name it in CHROMIUM_PATH.')
const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArguments })
const page = await browser.newPage({ viewport: { width: 600, height: 315 } })
await draw('placard', svg('Placard', 'Hazard labels for MCP tools', '#1d2127', 'i-placard', 0))
for (const category of categories)
  for (const severity of severities)
    await draw(`${category}-${severity}`.toLowerCase(), ofLabel(category, severity))
await browser.close()

function ofLabel(category: Category, severity: Severity): string {
  const ungraded = category === 'Ungraded'
  const says = ungraded ? 'Its definition says too little to judge' : `Risk: ${riskOf(category)}`
  const title = ungraded ? 'Ungraded' : `${severity} · ${category}`
  return svg(
    title,
    says,
    ungraded ? colours.none : colours[severity],
    categorySign[category],
    severities.indexOf(severity) + 1,
  )
}

/** The placard: a diamond with bars for the severity, and the label in words beside it. */
function svg(title: string, text: string, ink: string, sign: string, bars: number): string {
  const drawn = [0, 1, 2, 3].map(
    at =>
      `<rect x="${42 + at * 9.5}" y="76" width="7" height="13" rx="2" fill="${ink}" opacity="${at < bars ? 1 : 0.2}"/>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="315" viewBox="0 0 1200 630" font-family="DejaVu Sans, sans-serif">
<rect width="1200" height="630" fill="#f7f6f2"/>
<svg x="70" y="115" width="400" height="400" viewBox="0 0 120 120"><rect x="20" y="20" width="80" height="80" rx="9" transform="rotate(45 60 60)" fill="#fff" stroke="${ink}" stroke-width="5"/>
<svg x="40" y="29" width="40" height="40" viewBox="0 0 24 24" color="${ink}">${signs.get(sign)}</svg>${drawn.join('')}</svg>
<text x="520" y="300" font-size="${title.length > 18 ? 54 : 68}" font-weight="700" fill="${ink}">${title}</text>
<text x="520" y="370" font-size="34" fill="#545b66">${text}</text>
<text x="520" y="500" font-size="28" fill="#1d2127">Placard · labels for the tools of MCP servers</text></svg>`
}

async function draw(name: string, picture: string): Promise<void> {
  await page.setContent(`<body style="margin:0">${picture}`)
  const file = `${folder}${name}.png`
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, await page.screenshot({ type: 'png' }))
}
