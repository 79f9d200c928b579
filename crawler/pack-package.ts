import { runNpm } from './install-package.ts'

/** Downloads the tarball of one version into a folder. npm's own settings and cache are used; nothing runs. */
export async function runNpmPack(folder: string, spec: string, signal: AbortSignal): Promise<void> {
  await runNpm(folder, ['pack', '--pack-destination', folder, spec], signal)
}
