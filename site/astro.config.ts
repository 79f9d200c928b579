import { fileURLToPath } from 'node:url'
import { defineConfig } from 'astro/config'

/** Folders whose modules do nothing but define. */
const pureFolders = /\/(?:policy|classifier|data)\/[^?]*\.(?:ts|json)$/

/** What `sql_reads_only` is decided with, where policies are applied. */
const sqlParser = '@guanmingchiu/sqlparser-ts'

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
        // Policies are written here and never applied: 3.5 MB that no page loads would be published all the same.
        name: 'placard:no-sql-parser',
        enforce: 'pre',
        resolveId: source => (source === sqlParser ? `\0${sqlParser}` : null),
        load: id => (id === `\0${sqlParser}` ? 'export const init = undefined, parse = undefined' : null),
      },
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
