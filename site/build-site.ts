import { rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AstroInlineConfig, AstroIntegration } from 'astro'
import { openCatalogueForReading, type ReadonlyCatalogue } from '../catalogue/index.ts'
import { ruleCatalogue } from '../classifier/index.ts'
import packageFile from '../package.json' with { type: 'json' }
import { type Accuracy, measuredAccuracy } from './accuracy.ts'
import { type Atlas, drawAtlas } from './atlas.ts'
import { countFilesForMachines, writeFilesForMachines } from './files-for-machines.ts'
import { siteMark } from './site-mark.ts'
import { provideSource, readTools } from './source.ts'
import { makeWorkplace } from './workplace.ts'

export type SiteBuild = {
  /** Pages and files for machines that were written. */
  files: number
  servers: number
  tools: number
}

/** One build at a time: Astro's build leans on state of the whole process. */
let building: Promise<unknown> = Promise.resolve()

/**
 * Builds the site of a catalogue into `outDirectory`, in place of what is there.
 * It is built beside it first, so a build that fails leaves the old site as it was.
 * `onProgress` hears how many files are written of how many. `accuracy` is shown in place of what was published.
 */
export function buildSite(options: {
  cataloguePath: string
  outDirectory: string
  onProgress?: (progress: { done: number; total: number }) => void
  accuracy?: Accuracy
}): Promise<SiteBuild> {
  const build = building.then(() => buildBeside(options))
  building = build.catch(() => {})
  return build
}

async function buildBeside({
  cataloguePath,
  outDirectory,
  onProgress = () => {},
  accuracy = measuredAccuracy,
}: Parameters<typeof buildSite>[0]): Promise<SiteBuild> {
  const target = resolve(outDirectory)
  await siteMark.check(target)
  const catalogue = openCatalogueForReading(cataloguePath)
  const workplace = await makeWorkplace(target)
  const fresh = join(workplace, 'site')
  try {
    const atlas = drawAtlas(catalogue)
    const progress = countProgress(countFilesForMachines(atlas), onProgress)
    await writePages({ catalogue, atlas, accuracy, workplace, directory: fresh, progress })
    await writeFilesForMachines({
      catalogue,
      atlas,
      accuracy,
      directory: fresh,
      placard: packageFile.version,
      progress,
    })
    await replaceDirectory(fresh, target, join(workplace, 'old'))
    return { files: progress.done(), servers: atlas.servers.length, tools: atlas.tools.length }
  } catch (cause) {
    throw new Error(`The site could not be built: ${(cause as Error).message}`, { cause })
  } finally {
    catalogue.close()
    await rm(workplace, { recursive: true, force: true })
  }
}

async function writePages({
  catalogue,
  atlas,
  accuracy,
  workplace,
  directory,
  progress,
}: {
  catalogue: ReadonlyCatalogue
  atlas: Atlas
  accuracy: Accuracy
  workplace: string
  directory: string
  progress: Progress
}): Promise<void> {
  process.env.ASTRO_TELEMETRY_DISABLED = '1'
  const [{ build }, { default: shared }] = await Promise.all([import('astro'), import('./astro.config.ts')])
  const withdraw = provideSource({
    toolsOf: readTools(catalogue),
    toolAt: catalogue.tool,
    atlas,
    rules: new Map(ruleCatalogue.map(rule => [rule.id, rule])),
    accuracy,
    placard: packageFile.version,
    asOf: asOf(atlas),
  })
  const config: AstroInlineConfig = {
    ...(shared as AstroInlineConfig),
    root: fileURLToPath(new URL('.', import.meta.url)),
    configFile: false,
    outDir: directory,
    cacheDir: join(workplace, 'cache'),
    logLevel: 'silent',
    build: { ...shared.build, server: join(workplace, 'bundle') },
    integrations: [countPages(progress)],
  }
  try {
    await build(config)
  } finally {
    withdraw()
  }
}

/**
 * Counts pages as they are made; Astro itself keeps silent. It is an adapter only to say where the bundle of the
 * pages goes: Astro would put it below the current directory, where builds of two processes meet, where a rename
 * to the output may cross file systems, and where Node takes a second build for the first, which it has imported.
 */
function countPages(progress: Progress): AstroIntegration {
  return {
    name: 'placard:count-pages',
    hooks: {
      'astro:config:done': ({ setAdapter }) =>
        setAdapter({
          name: 'placard:bundle-beside-output',
          entrypointResolution: 'auto',
          adapterFeatures: { buildOutput: 'static', preserveBuildServerDir: true },
          supportedAstroFeatures: { staticOutput: 'stable' },
        }),
      'astro:build:start': ({ setPrerenderer }) =>
        setPrerenderer(prerenderer => ({
          ...prerenderer,
          async getStaticPaths() {
            const paths = await prerenderer.getStaticPaths()
            progress.expect(paths.length)
            return paths
          },
          async render(request, details) {
            const page = await prerenderer.render(request, details)
            progress.step()
            return page
          },
        })),
    },
  }
}

export type Progress = { expect(more: number): void; step(): void; done(): number }

function countProgress(
  expected: number,
  onProgress: (progress: { done: number; total: number }) => void,
): Progress {
  let total = expected
  let done = 0
  return {
    expect(more) {
      total += more
    },
    step() {
      done += 1
      onProgress({ done, total })
    },
    done: () => done,
  }
}

/** The newest time in the catalogue, so that the same catalogue gives the same bytes whenever it is built. */
function asOf(atlas: Atlas): string {
  return atlas.servers
    .flatMap(({ row }) => [row.firstSeen, row.lastSeen ?? '', row.failure?.at ?? ''])
    .reduce((newest, at) => (at > newest ? at : newest), '')
}

async function replaceDirectory(fresh: string, target: string, old: string): Promise<void> {
  const replaced = await rename(target, old).then(
    () => true,
    (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return false
      throw cause
    },
  )
  try {
    await rename(fresh, target)
  } catch (cause) {
    if (replaced) await rename(old, target)
    throw cause
  }
}
