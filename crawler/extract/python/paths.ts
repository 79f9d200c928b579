import type { Native, Run } from '../program/run.ts'
import { toText } from '../program/text.ts'
import { type External, external, is, list, type Place, unknown, type Value } from '../program/values.ts'
import type { Modules } from './modules.ts'

/** Where the source stands as far as its code can see. */
const root = '/source/'
const fileLimit = 1_000_000

export function fileText(file: string): string {
  return root + file
}

/** A path of `pathlib`, as one text. */
export function makePath(text: string, at?: Place): External {
  return { ...external('path()', null, at), args: [text] }
}

/** A text or a path as text; null where it is not known. */
export function pathText(value: Value | undefined): string | null {
  if (is(value, 'external') && value.path === 'path()') return value.args[0] as string
  return typeof value === 'string' ? value : null
}

/** Parts put together, without `.` and `..`. */
export function joinParts(parts: string[]): string {
  const start = parts.findLastIndex(part => part.startsWith('/'))
  const joined: string[] = []
  for (const part of parts.slice(Math.max(0, start)).join('/').split('/')) {
    if (part === '..') joined.pop()
    else if (part !== '' && part !== '.') joined.push(part)
  }
  return `${start >= 0 ? '/' : ''}${joined.join('/')}`
}

/** A member of a path that is no method. */
export function pathMember(of: External, name: string): Value | undefined {
  const text = of.args[0] as string
  const last = text.slice(text.lastIndexOf('/') + 1)
  if (name === 'parent') return makePath(joinParts([text, '..']))
  if (name === 'name') return last
  if (name === 'stem') return last.replace(/\.[^.]*$/, '')
  if (name === 'suffix') return /\.[^.]*$/.exec(last)?.[0] ?? ''
  if (name === 'parents') {
    const above: Value[] = []
    for (let one = joinParts([text, '..']); above.length < 20; one = joinParts([one, '..']))
      above.push(makePath(one))
    return list(above)
  }
  return undefined
}

/** Functions about paths and files, of which only those within the source are there. */
export function pathNatives(modules: Modules): [string, Native][] {
  const within = (text: string | null) => (text?.startsWith(root) ? text.slice(root.length) : null)
  const isFolder = (path: string) => path === '' || modules.folders.has(`${path}/`)
  const content = (value: Value | undefined): Value => {
    const path = within(pathText(value))
    const data = path === null ? undefined : modules.files.get(path)
    return data === undefined || data.length > fileLimit ? unknown : data.toString('utf8')
  }
  const join: Native = (_, { args }) => {
    const parts = args.map(pathText)
    return parts.every(part => part !== null) ? joinParts(parts) : unknown
  }
  const sameText: Native = (_, { args: [value] }) => {
    const text = pathText(value)
    return text === null ? unknown : joinParts([text])
  }
  const itself: Native = (_, { self }) => self
  const matching = (of: Value, pattern: Value | undefined, deep: boolean): Value => {
    const path = within(pathText(of))
    if (path === null || typeof pattern !== 'string') return unknown
    const found = filesIn(modules, path === '' ? '' : `${path}/`, pattern, deep)
    return list(found.map(one => makePath(root + one)))
  }
  const exists: Native = (_, { self, args: [value] }) => {
    const path = within(pathText(value ?? self))
    return path === null ? unknown : modules.files.has(path) || isFolder(path)
  }
  return [
    ['pathlib.Path', (_, { args }) => pathOf(args)],
    ['pathlib.PurePath', (_, { args }) => pathOf(args)],
    ['anyio.Path', (_, { args }) => pathOf(args)],
    ['os.path.join', join],
    ['os.path.dirname', (_, { args: [value] }) => onText(value, text => joinParts([text, '..']))],
    [
      'os.path.basename',
      (_, { args: [value] }) => onText(value, text => text.slice(text.lastIndexOf('/') + 1)),
    ],
    ['os.path.abspath', sameText],
    ['os.path.realpath', sameText],
    ['os.path.exists', exists],
    ['os.listdir', (_, { args: [value] }) => listed(matching(value ?? null, '*', false))],
    ['path().resolve', itself],
    ['path().absolute', itself],
    ['path().expanduser', itself],
    ['path().joinpath', (_, { self, args }) => pathOf([self, ...args])],
    ['path().glob', (_, { self, args: [pattern] }) => matching(self, pattern, false)],
    ['path().rglob', (_, { self, args: [pattern] }) => matching(self, pattern, true)],
    ['path().iterdir', (_, { self }) => matching(self, '*', false)],
    ['path().exists', exists],
    ['path().is_file', (_, { self }) => onPath(within(pathText(self)), path => modules.files.has(path))],
    ['path().is_dir', (_, { self }) => onPath(within(pathText(self)), isFolder)],
    ['path().read_text', (_, { self }) => content(self)],
    ['path().open', (_, { self }) => ({ ...external('file()', self), args: [self] })],
    ['open', (_, { args: [path] }) => ({ ...external('file()', path ?? null), args: [path ?? unknown] })],
    ['file().read', (_, { self }) => (is(self, 'external') ? content(self.args[0]) : unknown)],
    ['importlib.resources.files', (run, { args: [of] }) => packagePath(run, modules, of)],
    [
      'importlib.resources.read_text',
      (run, { args: [of, name] }) => content(pathOf([packagePath(run, modules, of), name ?? unknown])),
    ],
  ]
}

function pathOf(args: Value[]): Value {
  const parts = args.map(value => pathText(value) ?? (is(value, 'external') ? null : toText(value)))
  return parts.every(part => part !== null) ? makePath(joinParts(parts)) : unknown
}

function onText(value: Value | undefined, make: (text: string) => Value): Value {
  const text = pathText(value)
  return text === null ? unknown : make(text)
}

function onPath(path: string | null, test: (path: string) => boolean): Value {
  return path === null ? unknown : test(path)
}

function listed(paths: Value): Value {
  return is(paths, 'list')
    ? list(paths.items.map(one => (is(one, 'external') ? pathMember(one, 'name')! : unknown)))
    : unknown
}

function packagePath(_: Run, { loaded, files }: Modules, of: Value | undefined): Value {
  if (is(of, 'module')) return makePath(joinParts([root + of.file, '..']))
  if (typeof of !== 'string') return unknown
  const known = [...loaded.values()].find(({ path }) => path === of)
  if (known !== undefined) return makePath(joinParts([root + known.file, '..']))
  const folder = `${of.replaceAll('.', '/')}/`
  const inside = [...files.keys()].find(path => path.startsWith(folder) || path.includes(`/${folder}`))
  return inside === undefined
    ? unknown
    : makePath(root + inside.slice(0, inside.indexOf(folder) + folder.length - 1))
}

/** Paths in a folder that a pattern with `*` fits, in order; a folder once. */
function filesIn({ files }: Modules, folder: string, pattern: string, deep: boolean): string[] {
  const pieces = pattern.replaceAll('**/', '').split('*')
  if (pieces.length > 4) return []
  const isDeep = deep || pattern.includes('**/')
  const fits = (name: string) => {
    let at = 0
    for (const [position, piece] of pieces.entries()) {
      const found =
        position === pieces.length - 1 && position > 0
          ? Math.max(at, name.length - piece.length)
          : name.indexOf(piece, at)
      if (found < 0 || (position === 0 && found !== 0) || !name.startsWith(piece, found)) return false
      at = found + piece.length
    }
    return at === name.length
  }
  const found = new Set<string>()
  for (const path of files.keys()) {
    if (!path.startsWith(folder)) continue
    const rest = path.slice(folder.length)
    const name = isDeep ? rest.slice(rest.lastIndexOf('/') + 1) : rest.split('/')[0]!
    if (fits(isDeep || !pattern.includes('/') ? name : rest))
      found.add(isDeep ? path : pattern.includes('/') ? path : folder + name)
  }
  return [...found].sort().slice(0, 2_000)
}
