import { hash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Installation } from './types.ts'

/** What was installed, kept with the bytes of before in a folder of the gateway's. */
export type Installations = {
  /** Those of one file, the newest first. */
  of: (path: string) => { installation: Installation; file: string }[]
  add: (installation: Installation) => string
  remove: (file: string) => void
}

export function openInstallations(folder: string): Installations {
  const prefixOf = (path: string) => hash('sha256', existsSync(path) ? realpathSync(path) : path).slice(0, 16)
  const filesOf = (path: string) =>
    existsSync(folder)
      ? readdirSync(folder)
          .filter(name => name.startsWith(`${prefixOf(path)}-`) && name.endsWith('.json'))
          .sort()
      : []
  return {
    of: path =>
      filesOf(path)
        .toReversed()
        .map(name => ({
          file: join(folder, name),
          installation: JSON.parse(readFileSync(join(folder, name), 'utf8')) as Installation,
        })),
    add: installation => {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const last = filesOf(installation.path).at(-1)
      const number = Number(last?.slice(17, 21) ?? 0) + 1
      const name = `${prefixOf(installation.path)}-${String(number).padStart(4, '0')}.json`
      // The bytes of before hold the user's secrets.
      writeFileSync(join(folder, name), JSON.stringify(installation), {
        mode: 0o600,
        flag: 'wx',
        flush: true,
      })
      return join(folder, name)
    },
    remove: file => rmSync(file),
  }
}
