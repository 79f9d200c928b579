export { openGrants } from './open-grants.ts'
export type * from './types.ts'
