import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { AstroInlineConfig, AstroIntegration } from 'astro'

const site = fileURLToPath(new URL('..', import.meta.url))

/** Where compiled pages are kept between builds: only code changes them. */
const cache = fileURLToPath(new URL('../../node_modules/.cache/placard-site', import.meta.url))
/** As many states of the code as somebody goes to and fro between. */
const statesKept = 3

export type CompileJob = { known: string; workplace: string }

/**
 * Returns the path of a module below `workplace` that makes the pages (see page-app.ts), and puts their styles, scripts
 * and public files into `directory`, where one is given. What Astro compiled for the same `state` of the code before is
 * used again.
 */
export async function compilePages(options: {
  workplace: string
  directory: string | null
  state: string
}): Promise<string> {
  const { workplace, directory, state } = options
  const known = join(cache, state)
  if (!existsSync(known)) await compileOnThread({ known, workplace })
  if (directory !== null) await cp(join(known, 'assets'), directory, { recursive: true })
  await cp(join(known, 'pages'), join(workplace, 'pages'), { recursive: true })
  const entry = (await readdir(join(workplace, 'pages'))).find(name => name.startsWith('prerender-entry.'))
  if (entry === undefined) throw new Error('Astro compiled the pages and left no entry to them')
  return join(workplace, 'pages', entry)
}

/** On a thread of its own, for what Astro loads takes 300 MB that nobody needs afterwards. */
async function compileOnThread(workerData: CompileJob): Promise<void> {
  const worker = new Worker(new URL('./compile-worker.ts', import.meta.url), { workerData, execArgv: [] })
  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject)
    worker.once('exit', code =>
      code === 0
        ? resolve()
        : reject(new Error(`the thread that compiled the pages ended with code ${code}`)),
    )
  })
}

/** Has Astro compile the pages. It makes none, as it would make them one after another on one thread. */
export async function compileInto({ known, workplace }: CompileJob): Promise<void> {
  process.env.ASTRO_TELEMETRY_DISABLED = '1'
  const [{ build }, { default: shared }] = await Promise.all([import('astro'), import('../astro.config.ts')])
  await mkdir(cache, { recursive: true })
  const made = await mkdtemp(join(cache, 'made-'))
  const bundle = join(workplace, 'bundle')
  const config: AstroInlineConfig = {
    ...(shared as AstroInlineConfig),
    root: site,
    configFile: false,
    outDir: join(made, 'assets'),
    cacheDir: join(workplace, 'cache'),
    logLevel: 'silent',
    build: { ...shared.build, server: bundle },
    integrations: [keepCompiledPages(join(bundle, '.prerender'), join(made, 'pages'))],
  }
  try {
    await build(config)
    await rename(made, known).catch(async (cause: NodeJS.ErrnoException) => {
      // Another build of the same code was faster.
      if (!existsSync(known)) throw cause
    })
  } finally {
    await rm(made, { recursive: true, force: true })
  }
  await forgetOldStates()
}

async function forgetOldStates(): Promise<void> {
  const states = await Promise.all(
    (await readdir(cache))
      .filter(name => !name.startsWith('made-'))
      .map(async name => ({ name, at: (await stat(join(cache, name))).mtimeMs })),
  )
  for (const { name } of states.sort((a, b) => b.at - a.at).slice(statesKept))
    await rm(join(cache, name), { recursive: true, force: true })
}

/**
 * Takes the compiled pages away before Astro, which has no page to make, removes them. It is an adapter only to say
 * where they go: Astro would put them below the current directory, where builds of two processes meet.
 */
function keepCompiledPages(from: string, to: string): AstroIntegration {
  return {
    name: 'placard:keep-compiled-pages',
    hooks: {
      'astro:config:done': ({ setAdapter }) =>
        setAdapter({
          name: 'placard:compiled-pages-beside-output',
          entrypointResolution: 'auto',
          adapterFeatures: { buildOutput: 'static', preserveBuildServerDir: true },
          supportedAstroFeatures: { staticOutput: 'stable' },
        }),
      'astro:build:start': ({ setPrerenderer }) =>
        setPrerenderer({
          name: 'placard:no-pages-here',
          setup: () => cp(from, to, { recursive: true }),
          getStaticPaths: async () => [],
          render: async () => new Response(null),
        }),
    },
  }
}
