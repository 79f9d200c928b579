import { fileURLToPath } from 'node:url'
import { defineConfig } from 'astro/config'

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
    // The bundle of the pages is imported from beside the output, where no package can be found.
    environments: { prerender: { resolve: { noExternal: true } } },
  },
})
