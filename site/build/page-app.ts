/**
 * What the compiled pages are entered by: Astro bundles this file with every page, and worker threads import the
 * bundle. What makes a server's files is bundled too, so that pages and files share what they work out.
 */

import { manifest } from 'virtual:astro:manifest'
import { App } from 'astro/app'
import { provideSource, type Source, withinScope } from '../source.ts'
import { digest } from './digest.ts'
import type { PageToMake } from './render-pages.ts'

class PageApp extends App {
  /** A page that cannot be made ends the build; Astro would make a page of the error. */
  override createErrorHandler() {
    return {
      renderError(_request: Request, { error }: { error?: unknown }): never {
        throw error ?? new Error('it has no route')
      },
    }
  }
}

type Params = { [name: string]: string }
type PageModule = { getStaticPaths?: () => { params: Params }[]; madeFrom?: (params: Params) => unknown }

/** Each page is asked for its module again, and asking the loader takes longer than a small page does. */
for (const [component, load] of manifest.pageMap ?? []) {
  let loaded: ReturnType<typeof load> | undefined
  manifest.pageMap!.set(component, () => {
    loaded ??= load()
    return loaded
  })
}
const app = new PageApp(manifest, false)
const modules = import.meta.glob<PageModule>('../pages/**/*.{astro,ts}')
const routes = new Map(
  manifest.routes
    .filter(({ routeData }) => `../${routeData.component}` in modules)
    .map(({ routeData }) => [routeData.route, routeData]),
)
const ofServers = '/servers/[server]'

export { writeServerFiles } from '../files-for-machines/server-files.ts'
export type { Source }
export { provideSource }

/** The body of a page. Throws what its component throws, with the address. */
export async function makePage({ path, route }: PageToMake): Promise<Uint8Array> {
  const routeData = routes.get(route)
  if (routeData === undefined) throw new Error(`no page is called ${route}`)
  const request = new Request(new URL(path, 'http://site.invalid'))
  try {
    return await withinScope(route.startsWith(ofServers) ? 'server' : 'site', async () => {
      const answer = await app.render(request, { routeData })
      if (answer.status !== 200 && route !== '/404') throw new Error(`it was answered with ${answer.status}`)
      return new Uint8Array(await answer.arrayBuffer())
    })
  } catch (cause) {
    throw new Error(`${path} could not be made: ${(cause as Error).message}`, { cause })
  }
}

/** Every page that belongs to no server, in the order of routes. */
export async function pagesOfSite(): Promise<PageToMake[]> {
  const found: PageToMake[] = []
  for (const [route, { component, pathname }] of routes) {
    if (route.startsWith(ofServers)) continue
    if (pathname !== undefined) found.push({ path: addressOf(pathname), route })
    else {
      const { getStaticPaths, madeFrom } = await modules[`../${component}`]!()
      for (const { params } of getStaticPaths?.() ?? [])
        found.push({
          path: addressOf(route.replace(/\[([^\]]+)\]/g, (_, name) => encodeURI(params[name]!))),
          route,
          ...(madeFrom && { key: digest(madeFrom(params)) }),
        })
    }
  }
  return found
}

/** Pages are folders; what has an ending is a file, but for the page of what is not found, which hosts look for by name. */
function addressOf(pathname: string): string {
  return pathname === '/' || /\.[a-z]+$/.test(pathname) ? pathname : `${pathname}/`
}
