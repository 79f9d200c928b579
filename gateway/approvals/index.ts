export { argumentsHash } from './binding.ts'
export { mostPending, openApprovals } from './open-approvals.ts'
export type * from './types.ts'
