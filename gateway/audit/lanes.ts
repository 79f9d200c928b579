import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Lock, takeLock } from '../ledger/index.ts'

/** The lanes of a log: folders with a chain of files each. Throws where there is no log. */
export function lanesOf(folder: string): string[] {
  if (!existsSync(folder)) throw new Error(`There is no audit log in ${folder}.`)
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && /^lane-[1-9]\d{0,3}$/.test(entry.name))
    .map(entry => entry.name)
    .sort((a, b) => Number(a.slice(5)) - Number(b.slice(5)))
}

/** The files of a lane, the oldest first. */
export function filesOf(folder: string, lane: string): string[] {
  return readdirSync(join(folder, lane))
    .filter(name => /^\d{6,}\.jsonl$/.test(name))
    .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
}

export function fileName(number: number): string {
  return `${String(number).padStart(6, '0')}.jsonl`
}

/**
 * Takes the first lane that no living process writes to. Gateways that run side by side never wait for each
 * other, and a lane goes on where the last one stopped.
 */
export function takeLane(folder: string): { lane: string; lock: Lock } {
  for (let number = 1; number <= 9_999; number++) {
    const lane = `lane-${number}`
    mkdirSync(join(folder, lane), { recursive: true, mode: 0o700 })
    const lock = takeLock(join(folder, lane, 'lock'))
    if (lock !== null) return { lane, lock }
  }
  throw new Error('Too many gateways write to this audit log.')
}
