import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { severities } from '../classifier/index.ts'
import { serveSite } from '../site/index.ts'
import { categories } from '../site/lists.ts'
import { openIndex, search } from '../site/search/index.ts'
import { chromiumArguments, chromiumPath } from '../test/site/find-chromium.ts'
import queries from './search-queries.json' with { type: 'json' }

// How good, how small and how fast the search of a built site is: whether what was meant comes first, how many bytes
// each query fetches when nothing but the manifest was fetched before, and how long it takes in a browser whose
// processor is slowed to a quarter, as a phone's. npm run bench:search -- --site out/site
const { values } = parseArgs({ options: { site: { type: 'string', default: 'out/site' } } })
if (!existsSync(join(values.site, 'search/index/manifest.bin')))
  throw new Error(
    `There is no site with a search index at ${values.site}: build one, and name it with --site.`,
  )

const sameName = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '')
const fetched: { bytes: number; files: number }[] = []
let first = 0
let tenth = 0
let reciprocal = 0
for (const { query, wants } of queries) {
  let bytes = 0
  let files = 0
  const index = await openIndex(
    async file => {
      const content = readFileSync(join(values.site, 'search/index', file))
      bytes += content.length
      files += 1
      return content
    },
    { categories, severities },
  )
  bytes = 0
  files = 0
  const { tools } = await search(index, { text: query, filters: {}, servers: 3, tools: 20 })
  fetched.push({ bytes, files })
  const wanted = new Set(wants.map(sameName))
  const place = tools.slice(0, 10).findIndex(({ name }) => wanted.has(sameName(name)))
  if (place === 0) first += 1
  if (place >= 0) {
    tenth += 1
    reciprocal += 1 / (place + 1)
  } else
    console.log(
      `${query}: ${tools
        .slice(0, 5)
        .map(({ name }) => name)
        .join(', ')}`,
    )
}
const sorted = fetched.map(({ bytes }) => bytes).sort((a, b) => a - b)
console.log(
  `${queries.length} queries: meant tool first ${first}, among ten ${tenth}, mean reciprocal rank ${(reciprocal / queries.length).toFixed(2)}`,
)
console.log(
  `bytes fetched with 20 results: median ${kilobytes(sorted[sorted.length >> 1]!)}, most ${kilobytes(sorted.at(-1)!)}; most files ${Math.max(...fetched.map(({ files }) => files))}`,
)
if (chromiumPath === null) console.log('There is no Chromium, so nothing was measured in a browser.')
else await benchBrowser(chromiumPath)

async function benchBrowser(executablePath: string): Promise<void> {
  const site = await serveSite({ directory: values.site, port: 0 })
  const browser = await chromium.launch({ executablePath, args: chromiumArguments })
  const page = await browser.newPage({ viewport: { width: 360, height: 740 } })
  const slow = await page.context().newCDPSession(page)
  await slow.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  await page.goto(`${site.url}/search/`)
  await page.locator('#q').fill('mcp')
  await page.locator('[data-found-tools] li').first().waitFor()
  const times: number[] = []
  for (const { query } of queries) times.push(await page.evaluate<number>(timeQuery(query)))
  await browser.close()
  await site.close()
  times.sort((a, b) => a - b)
  console.log(
    `in Chromium, processor slowed four times, from the last key to the results shown: median ${Math.round(times[times.length >> 1]!)} ms, nine of ten within ${Math.round(times[Math.floor(times.length * 0.9)]!)} ms`,
  )
}

/** What runs in the page: types all at once, and waits until what was found is in the page. In ms. */
function timeQuery(query: string): string {
  return `new Promise(resolve => {
    const input = document.querySelector('#q')
    const start = performance.now()
    new MutationObserver((_, observer) => {
      observer.disconnect()
      resolve(performance.now() - start)
    }).observe(document.querySelector('[data-found-status]'), { childList: true })
    input.value = ${JSON.stringify(query)}
    input.dispatchEvent(new Event('input', { bubbles: true }))
  })`
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000)} KB`
}
