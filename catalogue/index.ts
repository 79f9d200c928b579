export type { ChangesOptions } from './changes.ts'
export { type LineFacts, readLineFacts, toCatalogueLine } from './lines.ts'
export { type Catalogue, openCatalogue, openCatalogueForReading, type ReadonlyCatalogue } from './open.ts'
export type * from './types.ts'
