/** A thread that makes the pages and files of its share of the servers, one server after another. */
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { openCatalogueForReading } from '../../catalogue/index.ts'
import { writeRegistryServer } from '../files-for-machines/registry-files.ts'
import { pageCount } from '../lists.ts'
import { pagePath } from '../paths.ts'
import { writeBelow } from './output.ts'
import { fileOf, loadPages, type PageToMake } from './page-maker.ts'
import type { PageJob, PageNews } from './page-threads.ts'
import { type ServerToMake, serverSource } from './server-source.ts'

const { entry, cataloguePath, directory, common, share } = workerData as PageJob & { share: MessagePort }
const pages = await loadPages(entry)
const catalogue = openCatalogueForReading(cataloguePath)
const { source, turnTo } = serverSource(catalogue, common)
pages.provideSource(source)
const { write, written } = writeBelow(directory)

for (let next = receiveMessageOnPort(share); next !== undefined; next = receiveMessageOnPort(share))
  await makeServer(next.message as ServerToMake)
catalogue.close()
tell({ files: written() })

async function makeServer(made: ServerToMake): Promise<void> {
  turnTo(made)
  const { server } = made
  const told = { serverId: server.row.id, at: 0 }
  for (let page = 1; page <= pageCount(server.tools.length); page += 1)
    await make({
      path: pagePath(server.path, page),
      route: page === 1 ? '/servers/[server]' : '/servers/[server]/page/[page]',
      told,
    })
  for (const [at, { path }] of server.tools.entries())
    await make({ path, route: '/servers/[server]/[tool]', told: { ...told, at } })
  pages.writeServerFiles(server, source.toolsOf(server.row.id), common.placard, write)
  writeRegistryServer(server, common.address, write)
  tell({ pages: 1 + server.tools.length })
}

async function make(page: PageToMake): Promise<void> {
  write(fileOf(page.path), await pages.makePage(page))
}

function tell(news: PageNews): void {
  parentPort!.postMessage(news)
}
