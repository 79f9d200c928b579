import { mkdir } from 'node:fs/promises'
import { z } from 'zod'
import { CannotList } from '../failure.ts'
import { runNpm } from '../install-package.ts'

const answer = z.string().regex(/^\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/)

/** The version of a package that npm would install by its name alone. Throws `CannotList`. */
export async function newestVersion(name: string, directory: string, signal: AbortSignal): Promise<string> {
  await mkdir(directory, { recursive: true })
  const said = answer.safeParse(
    parse(await runNpm(directory, ['view', '--no-prefer-offline', name, 'version'], signal)),
  )
  if (said.success) return said.data
  throw new CannotList('not-installable', 'has no newest version')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
