/** What Astro puts in place of this import while it bundles: the routes, with the styles of each. */
declare module 'virtual:astro:manifest' {
  import type { App } from 'astro/app'
  export const manifest: ConstructorParameters<typeof App>[0]
}
