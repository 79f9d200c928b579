export { buildSite, type SiteBuild } from './build-site.ts'
export { type ServedSite, serveSite } from './serve-site.ts'
