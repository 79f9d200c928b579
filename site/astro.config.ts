import { defineConfig } from 'astro/config'

/** The folder itself is the source; where the site goes is said by buildSite(). */
export default defineConfig({
  srcDir: '.',
  publicDir: './public',
  outDir: './dist',
  trailingSlash: 'always',
  compressHTML: 'jsx',
  prerenderConflictBehavior: 'error',
  build: { format: 'directory', inlineStylesheets: 'never', concurrency: 8 },
  devToolbar: { enabled: false },
  vite: {
    logLevel: 'silent',
    build: {
      assetsInlineLimit: 0,
      // Astro leaves this to whoever wraps its prerenderer, as buildSite() does.
      rolldownOptions: { input: 'astro/entrypoints/prerender' },
    },
    // The bundle of the pages is imported from beside the output, where no package can be found.
    environments: { prerender: { resolve: { noExternal: true } } },
  },
})
