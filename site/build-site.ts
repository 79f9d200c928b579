import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { openCatalogueForReading, type ReadonlyCatalogue } from '../catalogue/index.ts'
import packageFile from '../package.json' with { type: 'json' }
import { type Accuracy, measuredAccuracy } from './accuracy.ts'
import { type Atlas, drawAtlas } from './atlas.ts'
import { type BuildRecord, readRecord, writeRecord } from './build/build-record.ts'
import { compilePages } from './build/compile-pages.ts'
import { keepFacts } from './build/keep-facts.ts'
import { replaceSite, updateSite } from './build/put-in-place.ts'
import { renderPages } from './build/render-pages.ts'
import { collectServerKeys, type ServerKeys } from './build/server-keys.ts'
import { sourceDigest } from './build/source-digest.ts'
import { siteFiles } from './files-for-machines/site-files.ts'
import { siteMark } from './site-mark.ts'
import { makeWorkplace } from './workplace.ts'

export type BuildOptions = {
  cataloguePath: string
  outDirectory: string
  /** Hears how many pages of tools and servers are made of how many are to be. */
  onProgress?: (progress: { done: number; total: number }) => void
  /** Shown in place of what was published. */
  accuracy?: Accuracy
  /** Where the site will be, without a slash at the end. Sitemaps and link previews have to say it in full. */
  address?: string
  /** Make everything again, even what has not changed. */
  afresh?: boolean
}

export type SiteBuild = {
  /** Pages and files for machines that were made. */
  files: number
  servers: number
  tools: number
  /** Servers whose pages were made; the others' had not changed. */
  made: number
}

/** Where `placard start` serves unless told otherwise. */
const usualAddress = 'http://127.0.0.1:4321'

/** One build at a time: Astro's build leans on state of the whole process. */
let building: Promise<unknown> = Promise.resolve()

/**
 * Builds the site of a catalogue into `outDirectory`. It is built beside it first, so a build that fails leaves the
 * old site as it was. Where an earlier build of the same code is there, only the pages of servers that changed are
 * made again, and the pages of the site itself; that gives the same bytes as building everything.
 */
export function buildSite(options: BuildOptions): Promise<SiteBuild> {
  const build = building.then(() => buildBeside(options))
  building = build.catch(() => {})
  return build
}

async function buildBeside({
  cataloguePath,
  outDirectory,
  onProgress = () => {},
  accuracy = measuredAccuracy,
  address = usualAddress,
  afresh = false,
}: BuildOptions): Promise<SiteBuild> {
  const target = resolve(outDirectory)
  await siteMark.check(target)
  const catalogue = openCatalogueForReading(cataloguePath)
  const workplace = await makeWorkplace(target)
  const fresh = join(workplace, 'site')
  const old = join(workplace, 'old')
  const placard = packageFile.version
  try {
    const state = sourceDigest()
    const entry = await compilePages({ workplace, directory: fresh, state })
    const maker = makerOf(state, accuracy, address)
    const found = afresh ? null : await readRecord(target)
    const before = found?.maker === maker ? found : null
    const beside = before && target
    const files = siteFiles({ cataloguePath, directory: fresh, before: beside, address, accuracy })
    const serverKeys = collectServerKeys()
    const facts = keepFacts(fresh, beside)
    const atlas = drawAtlas(
      catalogue,
      (server, facts, digest) => {
        serverKeys.note(server, digest, historyOf(catalogue, server.row.id))
        files.note(server, facts, digest)
      },
      facts.of,
    )
    facts.close()
    const servers = serverKeys.keys(atlas)
    const { changed, gone } = compare(before, servers, atlas)
    const progress = countProgress(changed, onProgress)
    const material = {
      ...{ entry, cataloguePath, directory: fresh, atlas, accuracy, placard, address },
      before: before && { directory: target, pages: before.pages },
    }
    const [rendered] = await Promise.all([
      renderPages({ ...material, asOf: asOf(atlas) }, changed, progress),
      files.write(atlas, changed),
    ])
    const others = files.finish(
      atlas,
      rendered.pages.map(({ path }) => path),
    )
    await siteMark.write(fresh, { placard, ...atlas.totals })
    const pages = new Map(rendered.pages.flatMap(({ path, key }) => (key === undefined ? [] : [[path, key]])))
    await writeRecord(fresh, { maker, servers, pages })
    if (before === null) await replaceSite(fresh, target, old)
    else await updateSite({ fresh, target, old, changed: changed.map(({ path }) => path), gone })
    return {
      files: rendered.files + others,
      servers: atlas.servers.length,
      tools: atlas.tools.length,
      made: changed.length,
    }
  } catch (cause) {
    throw new Error(`The site could not be built: ${(cause as Error).message}`, { cause })
  } finally {
    catalogue.close()
    await rm(workplace, { recursive: true, force: true })
  }
}

/** What pages of a server say of its past. */
function historyOf(catalogue: ReadonlyCatalogue, serverId: string) {
  return {
    listings: catalogue.listings(serverId),
    changes: catalogue.changes({ serverId, limit: Number.MAX_SAFE_INTEGER }),
  }
}

/** The servers whose pages have to be made, and the paths of those that are no more. */
function compare(before: BuildRecord | null, now: ServerKeys, { servers }: Atlas) {
  if (before === null) return { changed: servers, gone: [] }
  return {
    changed: servers.filter(({ path }) => before.servers.get(path) !== now.get(path)),
    gone: [...before.servers.keys()].filter(path => !now.has(path)),
  }
}

function makerOf(state: string, accuracy: Accuracy, address: string): string {
  return createHash('sha256')
    .update(`${state}\n${address}\n${JSON.stringify(accuracy)}`)
    .digest('base64url')
}

function countProgress(
  servers: Atlas['servers'],
  onProgress: (progress: { done: number; total: number }) => void,
): (pages: number) => void {
  const total = servers.reduce((sum, { tools }) => sum + 1 + tools.length, 0)
  let done = 0
  return pages => {
    done += pages
    onProgress({ done, total })
  }
}

/** The newest time in the catalogue, so that the same catalogue gives the same bytes whenever it is built. */
function asOf(atlas: Atlas): string {
  let newest = ''
  for (const { row } of atlas.servers)
    for (const at of [row.firstSeen, row.lastSeen ?? '', row.failure?.at ?? '']) if (at > newest) newest = at
  return newest
}
