import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import { call, construct } from '../evaluate/call.ts'
import { get } from '../evaluate/members.ts'
import { type Module, makeRequire, rootOf } from '../evaluate/modules.ts'
import { type Native, type Run, spend, Thrown } from '../evaluate/run.ts'
import { isThing, isUnknown, thing, unknown, type Value } from '../evaluate/values.ts'
import { findModel } from '../models/index.ts'
import type { PackageFiles } from '../package/package-files.ts'
import { addMethods } from './realm.ts'

/** The part of one of Node's own modules that can be had without the machine; null for other names. */
export function builtinModule(
  run: Run,
  specifier: string,
  from: Module,
  packages: Map<string, PackageFiles>,
): Value | null {
  if (!isBuiltin(specifier)) return null
  const name = specifier.replace(/^node:/, '')
  if (name === 'process') return run.realm.global('process')
  const natives = nativesOf(name.replace(/\/promises$|\/posix$/, ''), from, packages)
  if (natives === null) return unknown(specifier)
  const module = thing(run.realm.protos.object)
  addMethods(run.realm, module, natives)
  for (const slot of module.members.values()) slot.enumerable = true
  module.open = true
  module.inner = [unknown(specifier)]
  if (name === 'path') {
    for (const [key, value] of [
      ['sep', '/'],
      ['delimiter', ':'],
      ['posix', module],
    ] as const)
      module.members.set(key, { value, get: undefined, set: undefined, enumerable: true })
  }
  return module
}

function nativesOf(
  name: string,
  from: Module,
  packages: Map<string, PackageFiles>,
): { [name: string]: Native } | null {
  switch (name) {
    case 'path':
      return paths
    case 'url':
      return urls
    case 'fs':
      return filesOf(packages)
    case 'os':
      return system
    case 'module':
      return { createRequire: run => makeRequire(run, from) }
    case 'util':
      return {
        parseArgs: parseArguments,
        inherits: () => undefined,
        promisify: (_, __, [fn]) => fn,
        deprecate: (_, __, [fn]) => fn,
      }
    default:
      return null
  }
}

/** `util.parseArgs`, read by the stand-in for such libraries. */
const parseArguments: Native = (run, _, [options]) => {
  const model = findModel('minimist')!
  const from = run.modules.load(run, model.home, model.path)
  return from.kind === 'module'
    ? call(run, get(run, get(run, from.module.common, 'exports'), 'parseArgs'), undefined, [options])
    : unknown()
}

function onTexts(work: (...texts: string[]) => Value): Native {
  return (_, __, args) => {
    const known = args.filter(value => value !== undefined)
    const texts = known.length > 0 && known.every(value => typeof value === 'string')
    return texts ? work(...(known as string[])) : unknown()
  }
}

const paths: { [name: string]: Native } = {
  join: onTexts((...parts) => posix.join(...parts)),
  resolve: onTexts((...parts) => posix.resolve('/', ...parts)),
  dirname: onTexts(path => posix.dirname(path)),
  basename: onTexts((path, ending) => posix.basename(path, ending)),
  extname: onTexts(path => posix.extname(path)),
  normalize: onTexts(path => posix.normalize(path)),
  relative: onTexts((from, to) => posix.relative(from, to)),
  isAbsolute: onTexts(path => posix.isAbsolute(path)),
}

const urls: { [name: string]: Native } = {
  fileURLToPath: (run, _, [url]) => {
    const text = isThing(url) ? get(run, url, 'href') : url
    return typeof text === 'string' ? decode(text.replace(/^file:\/\//, '')) : unknown()
  },
  pathToFileURL: (run, _, [path]) =>
    construct(run, run.realm.global('URL'), [typeof path === 'string' ? `file://${path}` : unknown()]),
}

/** A system like the one that `process` speaks of. */
const system: { [name: string]: Native } = {
  platform: () => 'linux',
  type: () => 'Linux',
  arch: () => 'x64',
  homedir: () => '/home/user',
  tmpdir: () => '/tmp',
}

function decode(path: string): Value {
  try {
    return decodeURIComponent(path)
  } catch {
    return unknown()
  }
}

/** The files of the packages, to be looked at; no others exist. */
function filesOf(packages: Map<string, PackageFiles>): { [name: string]: Native } {
  const find = (path: Value): Buffer | null => {
    const [home, within] = locate(packages, path)
    return home?.files.get(within) ?? null
  }
  const readFile: Native = (run, _, [path, encoding]) => {
    const file = find(path)
    if (file === null) return isUnknown(path) || encoding === undefined ? unknown() : missing(path)
    spend(run, file.length >> 4)
    return file.toString('utf8')
  }
  const list: Native = (run, _, [path]) => {
    const [home, within] = locate(packages, path)
    return home === null ? unknown() : run.realm.array(namesIn(home, within))
  }
  const exists: Native = (_, __, [path]) => {
    const [home, within] = locate(packages, path)
    return home !== null && (home.files.has(within) || namesIn(home, within).length > 0)
  }
  return { readFileSync: readFile, readFile, existsSync: exists, readdirSync: list, readdir: list }
}

function missing(path: Value): Value {
  if (typeof path === 'string') throw new Thrown(unknown())
  return unknown()
}

function locate(packages: Map<string, PackageFiles>, path: Value): [PackageFiles | null, string] {
  if (typeof path !== 'string') return [null, '']
  const clean = posix.normalize(path.replace(/^file:\/\//, ''))
  for (const one of packages.values()) {
    const root = rootOf(one)
    if (clean === root || clean.startsWith(`${root}/`)) return [one, clean.slice(root.length + 1)]
  }
  return [null, '']
}

function namesIn(home: PackageFiles, folder: string): string[] {
  const prefix = folder === '' ? '' : `${folder}/`
  const within = [...home.files.keys()].filter(path => path.startsWith(prefix))
  return [...new Set(within.map(path => path.slice(prefix.length).split('/')[0] ?? ''))]
}
