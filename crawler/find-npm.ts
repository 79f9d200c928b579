import { existsSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

/**
 * The path of npm's own script, to be run with the Node that runs us: the npm that started us, the one
 * beside this Node, or the first on the PATH. Null where there is none.
 */
export function findNpm(): string | null {
  const starter = process.env.npm_execpath ?? ''
  const beside = dirname(process.execPath)
  const candidates = [
    starter,
    join(beside, '../lib', script),
    join(beside, script),
    ...(process.env.PATH ?? '')
      .split(delimiter)
      .flatMap(folder => [join(folder, 'npm'), join(folder, script)]),
  ]
  for (const path of candidates) {
    if (!existsSync(path)) continue
    const real = realpathSync(path)
    if (real.endsWith('npm-cli.js')) return real
  }
  return null
}

const script = 'node_modules/npm/bin/npm-cli.js'
