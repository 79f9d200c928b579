/** A thread that makes the pages and files of its share of the servers, then its share of the site's own pages. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import { openCatalogueForReading } from '../../catalogue/index.ts'
import { ruleCatalogue } from '../../classifier/index.ts'
import type { ServerEntry } from '../atlas.ts'
import { pageCount } from '../lists.ts'
import { pagePath } from '../paths.ts'
import { readChangesOf, readDifferencesOf, readTools, type Source } from '../source.ts'
import type { PageToMake, RenderJob, RenderNews } from './render-pages.ts'

const job = workerData as RenderJob
const app = (await import(pathToFileURL(job.entry).href)) as typeof import('./page-app.ts')
const catalogue = openCatalogueForReading(job.cataloguePath)
const { atlas, accuracy, placard, asOf, address } = job
const source: Source = {
  atlas,
  share: job.share.map(id => atlas.serverById.get(id)!),
  toolsOf: readTools(catalogue),
  toolAt: catalogue.tool,
  changes: catalogue.changes,
  changesOf: readChangesOf(catalogue),
  differencesOf: readDifferencesOf(catalogue),
  listings: catalogue.listings,
  definitionsOf: catalogue.definitionsOf,
  twinsOf: hash => atlas.tally.twins.get(hash) ?? [],
  rules: new Map(ruleCatalogue.map(rule => [rule.id, rule])),
  accuracy,
  placard,
  asOf,
  address,
}
app.provideSource(source)

let files = 0
for (const server of source.share) {
  await makeServer(server)
  tell({ pages: 1 + server.tools.length })
}
const pages = (await app.pagesOfSite()).filter((_, at) => at % job.workers === job.worker)
for (const page of pages) if (!takeFromBefore(page)) await make(page)
catalogue.close()
tell({ end: { files, pages } })

async function makeServer(server: ServerEntry): Promise<void> {
  for (let page = 1; page <= pageCount(server.tools.length); page += 1)
    await make({
      path: pagePath(server.path, page),
      route: page === 1 ? '/servers/[server]' : '/servers/[server]/page/[page]',
    })
  for (const { path } of server.tools) await make({ path, route: '/servers/[server]/[tool]' })
  app.writeServerFiles(server, source.toolsOf(server.row.id), placard, write)
}

async function make(page: PageToMake): Promise<void> {
  write(fileOf(page.path), await app.makePage(page))
}

/** A page that was made from the same before has the same bytes. */
function takeFromBefore({ path, key }: PageToMake): boolean {
  const { before } = job
  if (before === null || key === undefined || before.pages.get(path) !== key) return false
  write(fileOf(path), readFileSync(join(before.directory, fileOf(path))))
  return true
}

/** Hosts look for the page of what is not found under this name. */
function fileOf(path: string): string {
  if (path === '/404/') return '/404.html'
  return path.endsWith('/') ? `${path}index.html` : path
}

/** Files of one folder are written one after another, so the folder is mostly there already. */
function write(path: string, content: string | Uint8Array): void {
  const file = join(job.directory, path)
  try {
    writeFileSync(file, content)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
  files += 1
}

function tell(news: RenderNews): void {
  parentPort!.postMessage(news)
}
