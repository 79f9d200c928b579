import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

export type LinkCheck = {
  pages: number
  /** Links to this site. */
  links: number
  /** Addresses of others, each once. */
  outward: string[]
  dead: { page: string; link: string }[]
}

/** Attributes that hold an address. Pages are written by us, so they are quoted, and quotes inside are escaped. */
const addresses = /\s(?:href|src|srcset|action|formaction|data-copy|poster|xlink:href)="([^"]*)"/g

/**
 * Reads every page of a built site and follows each link to a file of it, and to the place within that where it
 * names one; `#tool=name` is no place but something for the page's script. Sitemaps are held against the files as well.
 */
export async function checkLinks(directory: string): Promise<LinkCheck> {
  const files = new Set(await filesBelow(directory))
  const check: LinkCheck = { pages: 0, links: 0, outward: [], dead: [] }
  const outward = new Set<string>()
  /** For each page the places in it that others lead to, and one that does. */
  const places = new Map<string, Map<string, string>>()
  for (const page of files) {
    if (!page.endsWith('.html')) continue
    check.pages += 1
    const html = await readFile(join(directory, page), 'utf8')
    for (const [, written] of html.matchAll(addresses)) {
      const link = written!.replaceAll('&amp;', '&').replaceAll('&#38;', '&')
      if (/^[a-z][a-z+.-]*:|^\/\//i.test(link)) outward.add(link)
      else {
        check.links += 1
        const [path, place] = link.split('#')
        const target = path === '' ? page : fileOf(path!.split('?')[0]!)
        if (!files.has(target)) check.dead.push({ page, link })
        else if (place && !place.includes('=')) notePlace(places, target, place, page)
      }
    }
  }
  check.dead.push(...(await missingPlaces(directory, places)), ...(await deadInSitemaps(directory, files)))
  return { ...check, outward: [...outward].sort() }
}

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => entry.isFile())
    .map(entry => `/${relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/')}`)
}

function fileOf(path: string): string {
  return path.endsWith('/') ? `${path}index.html` : path
}

function notePlace(
  places: Map<string, Map<string, string>>,
  target: string,
  place: string,
  page: string,
): void {
  const known = places.get(target)
  if (known) known.set(place, page)
  else places.set(target, new Map([[place, page]]))
}

async function missingPlaces(
  directory: string,
  places: Map<string, Map<string, string>>,
): Promise<LinkCheck['dead']> {
  const missing: LinkCheck['dead'] = []
  for (const [target, wanted] of places) {
    const html = await readFile(join(directory, target), 'utf8')
    const ids = new Set(Array.from(html.matchAll(/\sid="([^"]*)"/g), ([, id]) => id))
    for (const [place, page] of wanted)
      if (!ids.has(decodeURIComponent(place))) missing.push({ page, link: `${target}#${place}` })
  }
  return missing
}

async function deadInSitemaps(directory: string, files: Set<string>): Promise<LinkCheck['dead']> {
  const dead: LinkCheck['dead'] = []
  for (const page of files) {
    if (!/^\/sitemap[^/]*\.xml$/.test(page)) continue
    const xml = await readFile(join(directory, page), 'utf8')
    for (const [, link] of xml.matchAll(/<loc>([^<]*)<\/loc>/g))
      if (!files.has(fileOf(new URL(link!).pathname))) dead.push({ page, link: link! })
  }
  return dead
}
