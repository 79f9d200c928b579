import { resolve } from 'node:path'
import { type Accuracy, measuredAccuracy } from './accuracy.ts'
import type { SiteBuild } from './build/build-beside.ts'
import { buildOnThread } from './build/build-thread.ts'
import { checkSiteMark } from './site-mark.ts'

export type { SiteBuild }

export type BuildOptions = {
  cataloguePath: string
  outDirectory: string
  /** Hears how many pages of tools and servers are made of how many are to be. */
  onProgress?: (progress: { done: number; total: number }) => void
  /** Shown in place of what was published. */
  accuracy?: Accuracy
  /** Where the site will be, without a slash at the end. Sitemaps and link previews have to say it in full. */
  address?: string
  /** Make everything again, even what has not changed. */
  afresh?: boolean
}

/** Where `placard start` serves unless told otherwise. */
const usualAddress = 'http://127.0.0.1:4321'

/** One build at a time: each takes all processors. */
let building: Promise<unknown> = Promise.resolve()

/**
 * Builds the site of a catalogue into `outDirectory`. It is built beside it first, so a build that fails leaves the
 * old site as it was. Where an earlier build of the same code is there, only the pages of servers that changed are
 * made again, and the pages of the site itself; that gives the same bytes as building everything.
 */
export function buildSite(options: BuildOptions): Promise<SiteBuild> {
  const build = building.then(() => buildNow(options))
  building = build.catch(() => {})
  return build
}

async function buildNow({
  cataloguePath,
  outDirectory,
  onProgress = () => {},
  accuracy = measuredAccuracy,
  address = usualAddress,
  afresh = false,
}: BuildOptions): Promise<SiteBuild> {
  const target = resolve(outDirectory)
  await checkSiteMark(target)
  try {
    return await buildOnThread({ cataloguePath, target, accuracy, address, afresh }, onProgress)
  } catch (cause) {
    throw new Error(`The site could not be built: ${(cause as Error).message}`, { cause })
  }
}
