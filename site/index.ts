export { type BuildOptions, buildSite, type SiteBuild } from './build-site.ts'
export { checkLinks, type LinkCheck } from './check-links.ts'
export { type ServedSite, serveSite } from './serve-site.ts'
