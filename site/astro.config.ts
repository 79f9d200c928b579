import { fileURLToPath } from 'node:url'
import { defineConfig } from 'astro/config'

/** Folders whose modules do nothing but define. */
const pureFolders = /\/(?:policy|classifier|data)\/[^?]*\.(?:ts|json)$/

/** The folder itself is the source; where the site goes is said by buildSite(). */
export default defineConfig({
  srcDir: '.',
  publicDir: './public',
  outDir: './dist',
  trailingSlash: 'always',
  compressHTML: 'jsx',
  prerenderConflictBehavior: 'error',
  build: { format: 'directory', inlineStylesheets: 'never' },
  devToolbar: { enabled: false },
  vite: {
    logLevel: 'silent',
    build: {
      assetsInlineLimit: 0,
      // What the pages are entered by in place of Astro's own, which makes them all on one thread.
      rolldownOptions: { input: fileURLToPath(new URL('build/page-app.ts', import.meta.url)) },
    },
    // The policy builder takes a few functions of these; what only defines things is not to come along.
    plugins: [
      {
        name: 'placard:no-side-effects',
        enforce: 'pre',
        async resolveId(source, importer, options) {
          const resolved = await this.resolve(source, importer, { ...options, skipSelf: true })
          return resolved && pureFolders.test(resolved.id) ? { ...resolved, moduleSideEffects: false } : null
        },
      },
    ],
    // The bundle of the pages is imported from beside the output, where no package can be found.
    environments: { prerender: { resolve: { noExternal: true } } },
  },
})
