import { pathToFileURL } from 'node:url'
import type { ServerEntry } from '../atlas.ts'
import type { writeServerFiles } from '../files-for-machines/server-files.ts'
import type { Source } from '../source.ts'

/** A page or a file to be made: the address it has, and the route that makes it. */
export type PageToMake = {
  path: string
  route: string
  /** What a page of a server is told: whose it is, and for the page of a tool which of its tools. */
  told?: { serverId: ServerEntry['row']['id']; at: number }
  /** A digest of all that the page is made from beside the code; what says nothing of it is made in every build. */
  key?: string
}

/** What the compiled pages can do (see page-app.ts). */
export type PageMaker = {
  provideSource(source: Source): void
  /** The body of a page. Throws what its component throws, with the address. */
  makePage(page: PageToMake): Promise<Uint8Array>
  /** Every page that belongs to no server, in the order of routes. */
  pagesOfSite(): Promise<PageToMake[]>
  writeServerFiles: typeof writeServerFiles
}

/** Loads the compiled pages. `entry` is where compilePages() left them. */
export async function loadPages(entry: string): Promise<PageMaker> {
  const { pages } = (await import(pathToFileURL(entry).href)) as { pages: PageMaker }
  return pages
}

/** Where the file of a page is. Hosts look for the page of what is not found under a name of its own. */
export function fileOf(path: string): string {
  if (path === '/404/') return '/404.html'
  return path.endsWith('/') ? `${path}index.html` : path
}
