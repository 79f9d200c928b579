import type { Atlas } from '../atlas.ts'
import type { Write } from '../build/output.ts'

/** The most that one file may hold, by the protocol. */
const addressesPerFile = 50_000

/** Writes sitemap.xml: an index of as many files as it takes. `pages` are the site's own, by path. */
export function writeSitemap(
  { servers }: Atlas,
  pages: readonly string[],
  address: string,
  write: Write,
): void {
  const entries = [
    ...pages.filter(path => path.endsWith('/') && path !== '/404/').map(path => toEntry(address + path)),
    ...servers.flatMap(({ row, path, tools }) => {
      const day = (row.lastSeen ?? row.firstSeen).slice(0, 10)
      return [path, ...tools.map(tool => tool.path)].map(each => toEntry(address + each, day))
    }),
  ]
  const files: string[] = []
  for (let at = 0; at < entries.length; at += addressesPerFile) {
    const file = `/sitemap-${files.length + 1}.xml`
    write(file, inXml('urlset', entries.slice(at, at + addressesPerFile)))
    files.push(file)
  }
  write(
    '/sitemap.xml',
    inXml(
      'sitemapindex',
      files.map(file => `<sitemap><loc>${address}${file}</loc></sitemap>`),
    ),
  )
}

/** Paths are of letters, digits, `-` and `_` alone; only the day is somebody else's. */
function toEntry(location: string, day = ''): string {
  const changed = /^\d{4}-\d\d-\d\d$/.test(day) ? `<lastmod>${day}</lastmod>` : ''
  return `<url><loc>${location}</loc>${changed}</url>`
}

function inXml(name: string, entries: string[]): string {
  const head = `<?xml version="1.0" encoding="UTF-8"?>\n<${name} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`
  return `${head}\n${entries.join('\n')}\n</${name}>\n`
}
