import type { Place } from '../sources/source.ts'
import { idOf } from './ids.ts'
import { bridges, optionsWithValue, runners } from './runners.ts'

/**
 * What a command that starts a server runs: the package that `npx`, `uvx` or their like fetch, the image of
 * `docker run`, the address that a bridge leads to. A program of the machine's own stays a command. The values
 * of variables are nobody's business: `environment` takes their names.
 */
export function readCommand(command: string, args: string[], environment: string[] = []): Place {
  const words = unwrap([command, ...args])
  const named = environment.length === 0 ? {} : { environment }
  const place = readRunner(words) ?? { kind: 'command', command, args }
  const known = 'environment' in place || place.kind === 'remote' ? place : { ...place, ...named }
  return known.kind !== 'command' && idOf(known) === null
    ? { kind: 'command', command, args, ...named }
    : known
}

function readRunner([program = '', ...rest]: string[]): Place | null {
  const name = nameOf(program)
  for (const { words, kind } of runners) {
    const [first, ...subcommands] = words
    if (first !== name || !subcommands.every((word, index) => rest[index] === word)) continue
    const fetched = readFetched(rest.slice(subcommands.length), kind)
    return fetched === null ? null : (readBridge(fetched) ?? fetched)
  }
  return bridges.has(name) ? readAddress(rest) : null
}

/** The first word that is no option is the package or the image, unless an option names it. */
function readFetched(words: string[], kind: 'npm' | 'pypi' | 'oci'): Place | null {
  const withValue = optionsWithValue[kind]
  let chosen: string | null = null
  let index = 0
  for (; index < words.length; index++) {
    const [option = '', value] = words[index]!.split(/=(.*)/s)
    if (!option.startsWith('-') || option === '--') break
    if (withValue.has(option) && value === undefined) index += 1
    if (/^(?:-p|--package|--from)$/.test(option) && kind !== 'oci') chosen ??= value ?? words[index] ?? null
  }
  if (words[index] === '--') index += 1
  const program = words[index]
  const rest = words.slice(index + 1)
  if (program === undefined) return null
  if (kind === 'oci') return { kind, image: program }
  const { name, version } = nameAndVersion(chosen ?? program, kind)
  const facts = { package: name, ...(version === undefined ? {} : { version }) }
  const args = rest.length === 0 ? {} : { args: rest }
  if (kind === 'pypi') return { kind, ...facts, ...args }
  return { kind, ...facts, ...(chosen === null || chosen === program ? {} : { bin: program }), ...args }
}

/** A package that only leads to a server elsewhere is not that server. */
function readBridge(place: Place): Place | null {
  if ((place.kind !== 'npm' && place.kind !== 'pypi') || !bridges.has(place.package)) return null
  return readAddress(place.args ?? [])
}

function readAddress(words: string[]): Place | null {
  const url = words.find(word => /^https?:\/\//i.test(word) && URL.canParse(word))
  if (url === undefined) return null
  return { kind: 'remote', url, transport: /\/sse\/?$/.test(new URL(url).pathname) ? 'sse' : 'http' }
}

/** `name@1.2.3`, and for Python `name==1.2.3` and `name[extra]` as well. Tags are no versions. */
function nameAndVersion(text: string, kind: 'npm' | 'pypi'): { name: string; version?: string } {
  const [, name = text, version = ''] =
    kind === 'npm'
      ? (/^(@?[^@]+)@(.*)$/.exec(text) ?? [])
      : (/^([^=@[<>~! ]+)(?:\[[^\]]*\])?(?:(?:==|@)(.*))?$/.exec(text) ?? [])
  return /^\d/.test(version) ? { name, version } : { name }
}

/** Windows starts programs through its shell, and others through `env`. */
function unwrap([program = '', ...rest]: string[]): string[] {
  if (nameOf(program) === 'cmd' && /^\/c$/i.test(rest[0] ?? '')) return unwrap(rest.slice(1))
  if (nameOf(program) !== 'env') return [program, ...rest]
  const start = rest.findIndex(word => !word.includes('=') && !word.startsWith('-'))
  return start === -1 ? [program, ...rest] : rest.slice(start)
}

function nameOf(program: string): string {
  return program
    .replace(/^.*[/\\]/, '')
    .replace(/\.(?:cmd|exe|bat)$/i, '')
    .toLowerCase()
}
