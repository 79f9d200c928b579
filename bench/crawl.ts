import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openCatalogue } from '../catalogue/index.ts'
import { crawlWorld, faultsOf, killAfter, startCrawl } from '../test/crawler/crawl-world.ts'
import { openWorld } from '../test/crawler/loopback-world.ts'

// A crawl of a registry with thousands of servers, all on this machine, that is killed ten times on its way: it
// has to end complete, with nothing doubled, and the crawl after it has to find that nothing has changed.
const { values } = parseArgs({
  options: {
    servers: { type: 'string', default: '3000' },
    kills: { type: 'string', default: '10' },
    /** Milliseconds that each answer of a server takes. */
    delay: { type: 'string', default: '5' },
  },
})
const [size, kills, delay] = [Number(values.servers), Number(values.kills), Number(values.delay)]
const world = await openWorld(size, delay)
const folder = mkdtempSync(join(tmpdir(), 'placard-bench-'))
const seconds = (since: number) => ((performance.now() - since) / 1000).toFixed(1)
try {
  const start = performance.now()
  for (let kill = 0; kill < kills; kill++) {
    // While pages are read, and then while servers are.
    const finding = kill < 3
    const count = Math.ceil(Math.random() * (finding ? 8 : (1.5 * size) / kills))
    const ended = await killAfter(startCrawl(world, folder), finding ? 'finding' : 'finished', count)
    console.log(`${ended ? 'ended by itself' : 'killed'} after ${seconds(start)} s`)
  }
  const catalogue = openCatalogue(join(folder, 'catalogue.sqlite'))
  const report = await crawlWorld(world, catalogue, folder)
  console.log(
    `complete after ${seconds(start)} s: ${report.new.length} new, ${report.failed.length} failed, ${report.tools} tools`,
  )
  const faults = faultsOf(world, catalogue)
  const twice = [...world.answered.values()].filter(times => times > 1).length
  console.log(
    `${faults.length} faults; ${twice} servers were asked twice, being asked when the crawl was killed`,
  )
  for (const fault of faults.slice(0, 20)) console.log(fault)
  world.answered.clear()
  const again = performance.now()
  const second = await crawlWorld(world, catalogue, folder)
  console.log(
    `a second crawl: ${seconds(again)} s, ${second.unchanged.length} unchanged, ${second.later.length} wait, ${world.answered.size} servers asked`,
  )
  catalogue.close()
  if (faults.length > 0 || twice > kills * 16 || world.answered.size > 0) process.exitCode = 1
} finally {
  world.close()
  rmSync(folder, { recursive: true, force: true })
}
