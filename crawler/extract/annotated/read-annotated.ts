import { makeClass } from '../program/declare.ts'
import { evaluate } from '../program/evaluate.ts'
import { frameOf } from '../program/explore.ts'
import { attempt, type LanguageRules, makeRun, type Run } from '../program/run.ts'
import type { ClassSyntax, Expression } from '../program/syntax.ts'
import {
  type ClassValue,
  type External,
  external,
  type FunctionValue,
  is,
  type Module,
  scopeWithin,
  unknown,
} from '../program/values.ts'
import { aside } from '../source/find-projects.ts'
import type { FoundTool, Reading } from '../source/reading.ts'
import type { Parse } from '../syntax/parse.ts'
import type { Node } from '../syntax/tree.ts'

// Languages whose tools are methods that say so: by attributes (C#, Rust) or annotations (Java). Nothing is
// followed there but constants.

/** What makes a tool of a method in one language. */
export type Dialect = {
  /** Files of its code. */
  code: RegExp
  /** What a file has in it that may hold tools, or types of their parameters. */
  mayMatter: (text: string) => boolean
  lower: (tree: Node) => ClassSyntax[]
  /** The tool that a method with these marks is; null for any other method. */
  readTool: (
    run: Run,
    method: FunctionValue,
    marks: External[],
    text: string,
  ) => FoundTool | 'unproven' | null
}

const steps = 10_000_000
const fileLimit = 3_000

export function readAnnotated(
  files: Map<string, Buffer>,
  folder: string,
  parse: Parse,
  dialect: Dialect,
): Reading {
  const classes = new Map<string, () => ClassValue>()
  const run = makeRun(rulesFor(classes), steps)
  const home = folder === '' ? '' : `${folder}/`
  const paths = [...files.keys()].filter(
    path => path.startsWith(home) && dialect.code.test(path) && !aside.test(path.slice(home.length)),
  )
  const made: { make: () => ClassValue; text: string }[] = []
  for (const path of paths.slice(0, fileLimit)) {
    const text = files.get(path)!.toString('utf8')
    if (!dialect.mayMatter(text)) continue
    for (const syntax of lowered(parse, path, text, dialect)) {
      const make = once(() => classOf(run, path, syntax))
      if (!classes.has(syntax.name)) classes.set(syntax.name, make)
      made.push({ make, text })
    }
  }
  return collect(run, made, dialect)
}

function collect(run: Run, made: { make: () => ClassValue; text: string }[], dialect: Dialect): Reading {
  const found = new Map<string, FoundTool>()
  const reading = { nameless: 0, unproven: 0, exhausted: false }
  for (const { make, text } of made) {
    const { done } = attempt(run, run.stepLimit, () => {
      for (const method of make().members.values()) {
        if (!is(method, 'function')) continue
        const tool = dialect.readTool(run, method, marksOf(run, method, method.syntax.decorators), text)
        if (tool === 'unproven') reading.unproven += 1
        else if (tool !== null && tool.definition.name === '') reading.nameless += 1
        else if (tool !== null && !found.has(tool.definition.name)) found.set(tool.definition.name, tool)
      }
    })
    reading.exhausted ||= !done
  }
  return { found: [...found.values()], ...reading }
}

function lowered(parse: Parse, path: string, text: string, { lower }: Dialect): ClassSyntax[] {
  try {
    const tree = parse(path, text)
    return tree === null ? [] : lower(tree)
  } catch (error) {
    // Deeper than the stack: not code that somebody wrote.
    if (error instanceof RangeError) return []
    throw error
  }
}

function classOf(run: Run, path: string, syntax: ClassSyntax): ClassValue {
  const scope = scopeWithin(null)
  const module: Module = { kind: 'module', path, file: path, scope, state: 'loaded' }
  return makeClass(frameOf(run, { module }, scope), syntax)
}

/** Names are those of classes, wherever they stand; what has none is known by its name. */
function rulesFor(classes: Map<string, () => ClassValue>): LanguageRules {
  return {
    functionScopes: true,
    global: (_, name) => classes.get(name)?.() ?? external(name),
    import: () => unknown,
    importAll: () => new Map(),
    native: () => null,
    member: (_, of, name, at) =>
      is(of, 'external')
        ? (classes.get(name)?.() ?? external(`${of.path}.${name}`, of, at))
        : external(`.${name}`, of, at),
    iterate: () => null,
    sawCall: () => true,
    isFalse: value => value === false,
  }
}

/** The attributes or annotations of something, as calls with what they say. */
export function marksOf(
  run: Run,
  { module, scope, owner }: Pick<FunctionValue, 'module' | 'scope'> & { owner?: ClassValue | null },
  decorators: Expression[],
): External[] {
  const inner = scopeWithin(scope)
  // Within a class, its constants have no other name than their own.
  for (const [name, value] of owner?.members ?? []) inner.names.set(name, { value, make: null })
  const frame = frameOf(run, { module }, inner)
  return decorators.map(decorator => evaluate(frame, decorator)).filter(value => is(value, 'external'))
}

/** The mark of a name, with or without what stands before it. */
export function findMark(marks: External[], name: string): External | undefined {
  return marks.find(({ path }) => path.replace(/\(\)$/, '').replace(/^.*\./, '') === name)
}

/** What a mark says under a name, or in a position. */
export function saidText(mark: External | undefined, name: string, position = -1): string | undefined {
  const value = mark?.named.get(name) ?? mark?.args[position]
  return typeof value === 'string' ? value : undefined
}

function once(make: () => ClassValue): () => ClassValue {
  let value: ClassValue | null = null
  let isMaking = false
  return () => {
    if (value !== null || isMaking) return value ?? emptyClass
    isMaking = true
    value = make()
    return value
  }
}

const nothing: Module = { kind: 'module', path: '', file: '', scope: scopeWithin(null), state: 'loaded' }
const emptyClass: ClassValue = {
  kind: 'class',
  name: '',
  syntax: { name: '', bases: [], fields: [], body: [], decorators: [], doc: null, line: 0 },
  module: nothing,
  bases: [],
  members: new Map(),
  fields: [],
  marks: new Set(),
  at: { file: '', line: 0 },
}
