/**
 * What the compiled pages are entered by: Astro bundles this file with every page, and worker threads import the
 * bundle. What makes a server's files is bundled too, so that pages and files share what they work out.
 */

import { manifest } from 'virtual:astro:manifest'
import { App as AstroApp } from 'astro/app'
import { writeServerFiles } from '../files-for-machines/server-files.ts'
import { provideSource } from '../source.ts'
import { digest } from './digest.ts'
import type { PageMaker, PageToMake } from './page-maker.ts'

class PageApp extends AstroApp {
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

export const pages: PageMaker = { provideSource, makePage, pagesOfSite, writeServerFiles }

async function makePage({ path, route, told }: PageToMake): Promise<Uint8Array> {
  const routeData = routes.get(route)
  if (routeData === undefined) throw new Error(`no page is called ${route}`)
  const request = new Request(new URL(path, 'http://site.invalid'))
  // A route that has its path is not asked which paths it has: for a server's pages that list would be endless.
  const asked =
    told === undefined ? { routeData } : { routeData: { ...routeData, pathname: path }, locals: told }
  try {
    const answer = await app.render(request, asked)
    if (answer.status !== 200 && route !== '/404') throw new Error(`it was answered with ${answer.status}`)
    return new Uint8Array(await answer.arrayBuffer())
  } catch (cause) {
    throw new Error(`${path} could not be made: ${(cause as Error).message}`, { cause })
  }
}

async function pagesOfSite(): Promise<PageToMake[]> {
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

/** Pages are folders; what has an ending is a file. */
function addressOf(pathname: string): string {
  return pathname === '/' || /\.[a-z]+$/.test(pathname) ? pathname : `${pathname}/`
}
