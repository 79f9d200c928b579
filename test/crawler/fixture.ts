import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { vi } from 'vitest'
import type { Listing } from '../../catalogue/index.ts'
import { type Command, type ListOptions, type ListResult, listCommand } from '../../crawler/index.ts'

// Starting a program on a busy machine can take seconds.
vi.setConfig({ testTimeout: 60_000 })

export const serversFolder = join(import.meta.dirname, '../fixtures/servers')

/** The command that runs one of the servers in `test/fixtures/servers`. */
export function fixture(name: string, ...args: string[]): Command {
  return { command: process.execPath, args: [join(serversFolder, `${name}.mjs`), ...args] }
}

export function listFixture(name: string, options?: ListOptions): Promise<ListResult> {
  return listCommand(fixture(name), options)
}

/** The listing and its problems; throws with the failure where there is none. */
export function expectListing(result: ListResult): { listing: Listing; problems: string[] } {
  if (!result.ok) throw new Error(`${result.failure.reason}: ${result.failure.message}`)
  return result
}

/** The failure; throws where there is a listing. */
export function expectFailure(result: ListResult): { reason: string; message: string } {
  if (result.ok) throw new Error(`listed ${result.listing.tools.length} tools`)
  return result.failure
}

/** Resolves once no process of this id is left, or throws after ten seconds. */
export async function expectGone(pid: number): Promise<void> {
  await expectSoon(() => !existsSync(`/proc/${pid}`), `process ${pid} is still there`)
}

/** Resolves once no process has this word on its command line, or throws after ten seconds. */
export async function expectNoneWith(word: string): Promise<void> {
  const none = () =>
    readdirSync('/proc').every(name => !/^\d+$/.test(name) || !commandLine(name).includes(word))
  await expectSoon(none, `a process with ${word} on its command line is still there`)
}

async function expectSoon(check: () => boolean, message: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (check()) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error(message)
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    // It has just ended.
    return ''
  }
}
