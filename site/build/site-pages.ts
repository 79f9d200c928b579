import { setImmediate } from 'node:timers/promises'
import type { ReadonlyCatalogue } from '../../catalogue/index.ts'
import type { Atlas } from '../atlas.ts'
import { noKin, noTwins } from '../kin.ts'
import type { Output } from './output.ts'
import { fileOf, loadPages } from './page-maker.ts'
import { type Common, readingSource } from './server-source.ts'

/**
 * Makes the pages that belong to no server, here, where the atlas is: it would be a copy in any other thread. Those that
 * say what they are made from are made only where that has changed. Returns their paths, sorted.
 */
export async function makeSitePages(
  {
    entry,
    catalogue,
    atlas,
    common,
  }: { entry: string; catalogue: ReadonlyCatalogue; atlas: Atlas; common: Common },
  output: Output,
): Promise<string[]> {
  const maker = await loadPages(entry)
  maker.provideSource({
    ...readingSource(catalogue),
    ...common,
    atlas,
    asOf: asOf(atlas),
    twinsOf: () => noTwins,
    relatives: noKin.relatives,
  })
  const pages = await maker.pagesOfSite()
  for (const page of pages) {
    // Between pages this thread hears what the others tell.
    await setImmediate()
    const file = fileOf(page.path)
    if (page.key !== undefined && output.isKept(file, page.key)) continue
    const content = await maker.makePage(page)
    if (page.key === undefined) output.write(file, content)
    else output.make(file, page.key, () => content)
  }
  return pages.map(({ path }) => path).sort()
}

/** The newest time in the catalogue, so that the same catalogue gives the same bytes whenever it is built. */
function asOf(atlas: Atlas): string {
  let newest = ''
  for (const { row } of atlas.servers)
    for (const at of [row.firstSeen, row.lastSeen ?? '', row.failure?.at ?? '']) if (at > newest) newest = at
  return newest
}
