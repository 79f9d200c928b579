export { type Installations, openInstallations } from './installations.ts'
export { entriesOf, type Plan, planInstall, planUninstall } from './plan.ts'
export type * from './types.ts'
