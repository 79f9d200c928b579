import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createTwoFilesPatch } from 'diff'
import { divert, revert } from './divert.ts'
import type { Installations } from './installations.ts'
import { readEntries } from './read-entries.ts'
import { replaceFile } from './replace-file.ts'
import type { ClientFile, Detour, Edit, Entry } from './types.ts'

/** A change of a file that can be looked at before it is made. */
export type Plan = {
  path: string
  /** The change as a unified diff; empty: there is nothing to change. */
  difference: string
  /** Places that stay as they are, for somebody else has changed them since. */
  left: Edit['path'][]
  /** Makes the change. Throws where the file is no longer as it was. */
  carryOut: () => void
}

/** The entries of a file of a client. */
export function entriesOf(file: ClientFile): Entry[] {
  return readEntries(readText(file.path).text, file)
}

/** Plans that entries take a detour. */
export function planInstall(
  file: ClientFile,
  detours: { entry: Entry; detour: Detour }[],
  kept: Installations,
  now: Date,
): Plan {
  const { text, bytes } = readText(file.path)
  const diverted = divert(text, file, detours)
  const after = Buffer.from(diverted.text)
  const installation = {
    ...{ client: file.client, path: file.path, at: now.toISOString(), undo: diverted.undo },
    original: bytes.toString('base64'),
    installed: hash('sha256', after),
  }
  return planOf(file.path, bytes, after, [], () => {
    const backup = kept.add(installation)
    try {
      replaceFile(file.path, after)
    } catch (error) {
      kept.remove(backup)
      throw error
    }
  })
}

/**
 * Plans to take back all that was installed in a file: to the byte where nobody has changed it since, else
 * field by field. Null where nothing is installed.
 */
export function planUninstall(file: Pick<ClientFile, 'path' | 'format'>, kept: Installations): Plan | null {
  const installed = kept.of(file.path)
  if (installed.length === 0) return null
  const { bytes } = readText(file.path)
  let after = bytes
  const left: Edit['path'][] = []
  for (const { installation } of installed) {
    if (hash('sha256', after) === installation.installed) after = Buffer.from(installation.original, 'base64')
    else {
      const reverted = revert(after.toString('utf8'), file, installation.undo)
      after = Buffer.from(reverted.text)
      left.push(...reverted.left)
    }
  }
  return planOf(file.path, bytes, after, left, () => {
    replaceFile(file.path, after)
    for (const { file: backup } of installed) kept.remove(backup)
  })
}

function planOf(path: string, before: Buffer, after: Buffer, left: Edit['path'][], make: () => void): Plan {
  const [from, to] = [before.toString('utf8'), after.toString('utf8')]
  return {
    path,
    difference: from === to ? '' : differenceOf(path, from, to),
    left,
    carryOut: () => {
      if (!readFileSync(path).equals(before))
        throw new Error(`${path} has changed in the meantime. Nothing was changed: try again.`)
      make()
    },
  }
}

/** With one line of context, for more of it may hold secrets. */
function differenceOf(path: string, from: string, to: string): string {
  const patch = createTwoFilesPatch(path, path, from, to, 'now', 'then', { context: 1 })
  // Without its first two lines, which only name the file once more.
  return patch.split('\n').slice(2).join('\n')
}

/** Throws where it is not UTF-8, for then it could not be written back as it was. */
function readText(path: string): { text: string; bytes: Buffer } {
  const bytes = readFileSync(path)
  const text = bytes.toString('utf8')
  if (!Buffer.from(text).equals(bytes)) throw new Error(`${path} is not UTF-8. Nothing was changed.`)
  return { text, bytes }
}
