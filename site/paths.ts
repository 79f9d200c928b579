import { createHash } from 'node:crypto'

/** Names that are safe as they stand: lower-case ASCII of bounded length. */
const tame = /^[a-z0-9_-]{1,80}$/
/** The ending of a made-up segment. A tame name that looks like one is made up too, so the two never meet. */
const madeUpEnding = /(^|-)[0-9a-f]{12}$/
/** Segments that the site uses itself, or that Windows keeps for devices. */
const reserved = /^(index|page|con|prn|aux|nul|com[0-9]|lpt[0-9])$/

const longestSlug = 48

/**
 * Turns any text into one segment of a path: lower-case ASCII, at most 80 characters, the same for the same text.
 * Tame names stay as they are. Any other gets a readable slug and 12 hex digits of its SHA-256,
 * so that names that differ in case only, or in hidden characters only, have paths of their own.
 */
export function pathSegment(text: string): string {
  const keeps = tame.test(text) && !reserved.test(text) && !madeUpEnding.test(text)
  return keeps ? text : madeUpSegment(text, text)
}

/**
 * Segments for the tools of one server, in its order. The second and later tools of one name get segments of
 * their own, by how often the name came before.
 */
export function toolSegments(names: string[]): string[] {
  const seen = new Map<string, number>()
  const taken = new Set<string>()
  return names.map(name => {
    const before = seen.get(name) ?? 0
    seen.set(name, before + 1)
    let segment = before === 0 ? pathSegment(name) : madeUpSegment(name, `${before}\0${name}`)
    for (let salt = 0; taken.has(segment); salt += 1) {
      segment = madeUpSegment(name, `${salt}\0${before}\0${name}`)
    }
    taken.add(segment)
    return segment
  })
}

/** Path of a server's page. Give the page number of its list of tools where that is not the first. */
export function serverPath(serverId: string, page = 1): string {
  return pagePath(`/servers/${pathSegment(serverId)}/`, page)
}

/** Path of the n-th page of a list, whose first page is at `path`. */
export function pagePath(path: string, page: number): string {
  return page === 1 ? path : `${path}page/${page}/`
}

function madeUpSegment(readable: string, hashed: string): string {
  const slug = readable
    .slice(0, 400)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-zA-Z0-9]+/g, '-')
    .toLowerCase()
    .slice(0, longestSlug)
    .replace(/^-+|-+$/g, '')
  const digest = createHash('sha256').update(Buffer.from(hashed, 'utf16le')).digest('hex').slice(0, 12)
  return slug === '' ? digest : `${slug}-${digest}`
}

/** The last segment of a path that ends in a slash. */
export function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf('/', path.length - 2) + 1, -1)
}
