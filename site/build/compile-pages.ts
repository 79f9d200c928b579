import { readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AstroInlineConfig, AstroIntegration } from 'astro'

const site = fileURLToPath(new URL('..', import.meta.url))

/**
 * Has Astro compile the pages, and put their styles, scripts and public files into `directory`.
 * Returns the path of a module below `workplace` that makes pages (see page-app.ts): Astro itself makes none, as
 * it would make them one after another on one thread.
 */
export async function compilePages(options: { workplace: string; directory: string }): Promise<string> {
  const { workplace, directory } = options
  process.env.ASTRO_TELEMETRY_DISABLED = '1'
  const [{ build }, { default: shared }] = await Promise.all([import('astro'), import('../astro.config.ts')])
  const made = join(workplace, 'made')
  const kept = join(workplace, 'pages')
  const config: AstroInlineConfig = {
    ...(shared as AstroInlineConfig),
    root: site,
    configFile: false,
    outDir: directory,
    cacheDir: join(workplace, 'cache'),
    logLevel: 'silent',
    build: { ...shared.build, server: made },
    integrations: [keepCompiledPages(join(made, '.prerender'), kept)],
  }
  await build(config)
  const entry = (await readdir(kept)).find(name => name.startsWith('prerender-entry.'))
  if (entry === undefined) throw new Error('Astro compiled the pages and left no entry to them')
  return join(kept, entry)
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
          setup: () => rename(from, to),
          getStaticPaths: async () => [],
          render: async () => new Response(null),
        }),
    },
  }
}
