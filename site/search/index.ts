export type { Found } from './index-files.ts'
export { type Filters, type OpenIndex, openIndex, type ReadFile } from './open-index.ts'
export { type Answer, type Query, search } from './search.ts'
