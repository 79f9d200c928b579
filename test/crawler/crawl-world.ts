import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Catalogue } from '../../catalogue/index.ts'
import { type CrawlOptions, type CrawlReport, crawl, openSources } from '../../crawler/index.ts'
import { openPace } from '../../crawler/network.ts'
import { failing, locked, toolsOf, type World } from './loopback-world.ts'

/** A whole crawl of a world, in this process. */
export async function crawlWorld(
  world: World,
  catalogue: Catalogue,
  cacheDirectory: string,
  options: Partial<CrawlOptions> = {},
): Promise<CrawlReport> {
  return crawl({
    catalogue,
    cacheDirectory,
    sources: await openSources(['registry'], { entries: [], registry: world.origin }),
    trust: [world.origin],
    pace: openPace(new Map(), { perMinute: 600_000, atOnce: 16 }),
    ...options,
  })
}

/** The same in a process of its own, which says on standard output whatever it has done. */
export function startCrawl(world: World, folder: string): ChildProcess {
  const at = (path: string) => JSON.stringify(join(import.meta.dirname, path))
  const script = `
    import { openCatalogue } from ${at('../../catalogue/index.ts')}
    import { crawlWorld } from ${at('crawl-world.ts')}
    const catalogue = openCatalogue(${JSON.stringify(join(folder, 'catalogue.sqlite'))})
    const onProgress = step => console.log(step.kind, step.id ?? step.found)
    await crawlWorld(${JSON.stringify({ origin: world.origin })}, catalogue, ${JSON.stringify(folder)}, { onProgress })`
  return spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/** Kills a crawl once it has said so many lines with this word; true where it was done before. */
export async function killAfter(child: ChildProcess, word: string, count: number): Promise<boolean> {
  let said = ''
  for await (const chunk of child.stdout!) {
    said += chunk
    if (said.split(word).length > count) break
  }
  child.kill('SIGKILL')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode === 0
}

/** What a catalogue has otherwise than the world is; empty where the crawl is complete and nothing is there twice. */
export function faultsOf(world: World, catalogue: Catalogue): string[] {
  const faults: string[] = []
  for (let number = 0; number < world.size; number++) {
    const id = `remote:${world.origin}/s/${number}/mcp`
    const server = catalogue.server(id)
    const reachable = !failing(number) && !locked(number)
    if (server === null) faults.push(`${id} is missing`)
    else if (reachable && server.toolCount !== toolsOf(number))
      faults.push(`${id} has ${server.toolCount} tools`)
    else if (!reachable && server.failure === null) faults.push(`${id} did not fail`)
    if (reachable && catalogue.listings(id).length !== 1) faults.push(`${id} has several listings`)
  }
  const { servers } = catalogue.totals()
  const told = catalogue.changes({ kinds: ['new-server'], limit: world.size + 100 }).length
  const reachable = Array.from({ length: world.size }, (_, n) => n).filter(
    n => !failing(n) && !locked(n),
  ).length
  if (servers !== world.size) faults.push(`there are ${servers} servers`)
  if (told !== reachable) faults.push(`${told} servers were told to be new, of ${reachable}`)
  return faults
}
