import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { openCatalogueForReading, type ReadonlyCatalogue } from '../../catalogue/index.ts'
import packageFile from '../../package.json' with { type: 'json' }
import type { Accuracy } from '../accuracy.ts'
import { type Atlas, drawAtlas, type ServerEntry } from '../atlas.ts'
import { siteFiles } from '../files-for-machines/site-files.ts'
import { noKin } from '../kin.ts'
import { writeSiteMark } from '../site-mark.ts'
import { makeWorkplace } from '../workplace.ts'
import { type BuildRecord, readRecord, writeRecord } from './build-record.ts'
import { compilePages } from './compile-pages.ts'
import { keepFacts } from './keep-facts.ts'
import { openOutput } from './output.ts'
import { makeServerPages } from './page-threads.ts'
import { replaceSite, updateSite } from './put-in-place.ts'
import { collectServerKeys, type ServerKeys } from './server-keys.ts'
import type { ServerToMake } from './server-source.ts'
import { makeSitePages } from './site-pages.ts'
import { sourceDigest } from './source-digest.ts'

export type BuildJob = {
  cataloguePath: string
  /** Where the site goes, in full. */
  target: string
  accuracy: Accuracy
  address: string
  afresh: boolean
}

export type SiteBuild = {
  /** Pages and files for machines that were made. */
  files: number
  servers: number
  tools: number
  /** Servers whose pages were made; the others' had not changed. */
  made: number
}

type OnProgress = (progress: { done: number; total: number }) => void

/** Builds a site in a workplace beside its target, and puts it in place (see buildSite). */
export async function buildBeside(job: BuildJob, onProgress: OnProgress): Promise<SiteBuild> {
  const catalogue = openCatalogueForReading(job.cataloguePath)
  const workplace = await makeWorkplace(job.target)
  try {
    return await build(job, catalogue, workplace, onProgress)
  } finally {
    catalogue.close()
    await rm(workplace, { recursive: true, force: true })
  }
}

async function build(
  { cataloguePath, target, accuracy, address, afresh }: BuildJob,
  catalogue: ReadonlyCatalogue,
  workplace: string,
  onProgress: OnProgress,
): Promise<SiteBuild> {
  const directory = join(workplace, 'site')
  const state = sourceDigest()
  const maker = makerOf(state, accuracy, address)
  const found = afresh ? null : await readRecord(target)
  const before = found?.maker === maker ? found : null
  const beside = before && target
  const entry = await compilePages({ workplace, state, directory: before === null ? directory : null })
  const output = openOutput(directory, before?.files ?? null)
  const files = siteFiles(output, { cataloguePath, directory, before: beside, address, accuracy })
  const { atlas, keys, kin } = readCatalogue(catalogue, keepFacts(directory, beside), files.note)
  const { changed, gone } = compare(before, keys, atlas)
  const common = { accuracy, placard: packageFile.version, address }
  const job = { entry, cataloguePath, directory, common }
  const toMake = changed.map((server): ServerToMake => ({ server, kin: kin.get(server.row.id) ?? noKin }))
  const downloads = files.startDownloads()
  const serverPages = makeServerPages(job, toMake, countProgress(changed, onProgress))
  // Awaited below; what fails while this thread is busy must not be alone.
  for (const thread of [downloads, serverPages]) thread.catch(() => {})
  files.write(atlas)
  files.writeSitemap(atlas, await makeSitePages({ entry, catalogue, atlas, common }, output))
  const [made, downloaded] = await Promise.all([serverPages, downloads])
  writeSiteMark(output.write, { placard: common.placard, ...atlas.totals })
  await writeRecord(directory, { maker, servers: keys, files: output.keys })
  const old = join(workplace, 'old')
  if (before === null) await replaceSite(directory, target, old)
  else
    await updateSite({ fresh: directory, target, old, changed, gone, before: before.files, now: output.keys })
  return {
    files: made + downloaded + output.written(),
    servers: atlas.servers.length,
    tools: atlas.tools.length,
    made: changed.length,
  }
}

/** Reads the catalogue once for everything that is said of more than one server. */
function readCatalogue(
  catalogue: ReadonlyCatalogue,
  facts: ReturnType<typeof keepFacts>,
  note: Parameters<typeof drawAtlas>[1] & object,
) {
  const serverKeys = collectServerKeys()
  const atlas = drawAtlas(
    catalogue,
    (server, its, digest) => {
      serverKeys.note(server, digest, historyOf(catalogue, server.row.id))
      note(server, its, digest)
    },
    facts.of,
  )
  facts.close()
  return { atlas, ...serverKeys.keys(atlas) }
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

function countProgress(servers: ServerEntry[], onProgress: OnProgress): (pages: number) => void {
  const total = servers.reduce((sum, { tools }) => sum + 1 + tools.length, 0)
  let done = 0
  return pages => {
    done += pages
    onProgress({ done, total })
  }
}
