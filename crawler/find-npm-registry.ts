import { tmpdir } from 'node:os'
import { CannotList } from './failure.ts'
import { runNpm } from './install-package.ts'

/** The origin of the registry that npm asks on this machine, without a slash at its end. */
export async function findNpmRegistry(signal: AbortSignal = AbortSignal.timeout(30_000)): Promise<string> {
  const said = await runNpm(tmpdir(), ['config', 'get', 'registry'], signal)
  const text = said.trim().replaceAll(/^"|"$/g, '').replace(/\/+$/, '')
  if (!URL.canParse(text))
    throw new CannotList('not-installable', 'cannot be looked up: npm names no address of its registry')
  return text
}
