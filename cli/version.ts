import { readFileSync } from 'node:fs'

/** The version of this program, whether it runs from its sources or compiled. */
export const version: string = readVersion()

function readVersion(): string {
  for (const place of ['../package.json', '../../package.json']) {
    try {
      return JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8')).version
    } catch {}
  }
  return '0.0.0'
}
