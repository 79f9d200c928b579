import type { PackageFiles } from './package-files.ts'
export function chooseEntries(_: PackageFiles): string[] {
  return []
}
