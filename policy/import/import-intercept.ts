import { isMap, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { messageFor } from '../format/explain-issue.ts'
import { pointer } from '../format/parse-json.ts'
import { plain } from '../format/plain.ts'
import type { Policy, PolicyProblem, ToolPolicy } from '../types.ts'
import { type Converted, type Counting, convertRule } from './convert-rule.ts'
import { type Intercept, type InterceptRule, interceptSchema } from './intercept-schema.ts'

/** What became of one part of the foreign policy. */
export type ImportNote = {
  /** JSON Pointer into the foreign file. */
  at: string
  line: number
  /** `meant`: carried over, in these words. `lost`: not, or not quite. */
  kind: 'meant' | 'lost'
  message: string
}
export type Imported =
  | { ok: true; policy: Policy; notes: ImportNote[] }
  | { ok: false; problems: PolicyProblem[] }

/**
 * Reads the YAML of PolicyLayer's Intercept and says it in this language, never more mildly: a rule without a
 * counterpart denies. Source of what its rules mean: POLICY.md of PolicyLayer/Intercept.
 */
export function importIntercept(text: string): Imported {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const placeOf = (path: readonly PropertyKey[]): { line: number; column: number } => {
    const node = path.length === 0 ? document.contents : document.getIn(path, true)
    const [offset] = (node as { range?: [number, number, number] } | undefined)?.range ?? []
    return offset === undefined && path.length > 0 ? placeOf(path.slice(0, -1)) : place(offset ?? 0)
  }
  const [error] = document.errors
  if (error !== undefined)
    return refused(
      '',
      place(error.pos[0]),
      `no YAML: ${plain(error.message)}`,
      'Correct the YAML at this place.',
    )
  if (!isMap(document.contents))
    return refused(
      '',
      { line: 1, column: 1 },
      'no policy but something else',
      'Name an Intercept policy in YAML.',
    )
  const parsed = interceptSchema.safeParse(withMaps(document.toJS({ mapAsMap: true, maxAliasCount: 100 })))
  if (!parsed.success)
    return {
      ok: false,
      problems: parsed.error.issues.map(issue => ({
        at: pointer(pathOf(issue)),
        ...placeOf(pathOf(issue)),
        message: issue.code === 'invalid_format' ? `This ${issue.message}.` : messageFor(issue),
        mend: 'Correct it as Intercept’s own documentation has it.',
      })),
    }
  return convert(parsed.data, path => ({ at: pointer(path), line: placeOf(path).line }))
}

function refused(
  at: string,
  position: { line: number; column: number },
  what: string,
  mend: string,
): Imported {
  return { ok: false, problems: [{ at, ...position, message: `This is ${what}.`, mend }] }
}

function pathOf({ path }: z.core.$ZodIssue): (string | number)[] {
  return path.map(step => (typeof step === 'symbol' ? String(step) : step))
}

/** Objects for the fixed keys, a Map for the tools, whose names are a stranger's. */
function withMaps(value: unknown): unknown {
  if (!(value instanceof Map)) return value
  const top = objectOf(value)
  if (value.get('tools') instanceof Map)
    top.tools = new Map([...value.get('tools')].map(([name, rules]) => [String(name), deep(rules)]))
  return top
}

function deep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(deep)
  return value instanceof Map ? objectOf(value) : value
}

function objectOf(map: Map<unknown, unknown>): { [key: string]: unknown } {
  return Object.fromEntries([...map].map(([key, value]) => [String(key), deep(value)]))
}

type Place = (path: (string | number)[]) => { at: string; line: number }

function convert(source: Intercept, place: Place): Imported {
  const notes: ImportNote[] = generalNotes(source, place)
  const note = (path: (string | number)[], { meant, lost }: Pick<Converted, 'meant' | 'lost'>) => {
    for (const message of meant) notes.push({ ...place(path), kind: 'meant', message })
    for (const message of lost) notes.push({ ...place(path), kind: 'lost', message })
  }
  const everyTool = convertRules(source.tools.get('*')?.rules ?? [], '*', note)
  const rulesForAll = everyTool.require.length + everyTool.deny_if.length > 0
  const policy: Policy = {
    version: '1',
    default: rulesForAll ? 'deny' : (source.default ?? 'allow'),
    ...(source.hide && source.hide.length > 0 && { hide: source.hide }),
    ...(everyTool.limits.length > 0 && { all_tools: { limits: everyTool.limits } }),
    tools: new Map(),
  }
  if (rulesForAll && source.default !== 'deny')
    note(['tools', '*'], {
      meant: [],
      lost: [
        'Only limits can be said of every tool: these rules are written for each tool that is named, and the others are denied.',
      ],
    })
  for (const [name, tool] of source.tools) {
    if (name === '*') continue
    const own = convertRules(tool?.rules ?? [], name, note)
    policy.tools.set(name, toolPolicy(own, everyTool))
    if ((tool?.rules ?? []).length === 0)
      note(['tools', name], { meant: ['Allowed without a rule of its own.'], lost: [] })
  }
  return { ok: true, policy, notes }
}

function convertRules(
  rules: readonly InterceptRule[],
  name: string,
  note: (path: (string | number)[], converted: Converted) => void,
): Pick<Converted, 'require' | 'deny_if' | 'limits'> {
  const scope = name === '*' ? '_global' : name
  const counters = new Map<string, Counting>()
  for (const { state } of rules) if (state) counters.set(state.counter, state)
  const all = rules.map((rule, index) => {
    const converted = convertRule(rule, scope, counters)
    note(['tools', name, 'rules', index], converted)
    return converted
  })
  return {
    require: all.flatMap(({ require }) => require),
    deny_if: all.flatMap(({ deny_if }) => deny_if),
    limits: all.flatMap(({ limits }) => limits),
  }
}

function toolPolicy(
  own: Pick<Converted, 'require' | 'deny_if' | 'limits'>,
  everyTool: Pick<Converted, 'require' | 'deny_if'>,
): ToolPolicy {
  const require = [...own.require, ...everyTool.require]
  const deny_if = [...own.deny_if, ...everyTool.deny_if]
  return {
    ...(require.length > 0 && { require }),
    ...(deny_if.length > 0 && { deny_if }),
    ...(own.limits.length > 0 && { limits: own.limits }),
  }
}

/** What holds for the whole file. */
function generalNotes(source: Intercept, place: Place): ImportNote[] {
  const notes: ImportNote[] = []
  const add = (path: string[], kind: ImportNote['kind'], message: string) =>
    notes.push({ ...place(path), kind, message })
  if (source.default === undefined)
    add([], 'meant', 'Without a default, tools that are not named are allowed.')
  if (source.description !== undefined) add(['description'], 'lost', 'A policy has no description.')
  const rules = [...source.tools].flatMap(([, tool]) => tool?.rules ?? [])
  if (rules.some(({ name }) => name !== undefined)) add(['tools'], 'lost', 'Rules have no names here.')
  if (rules.some(({ rate_limit, state }) => rate_limit !== undefined || state !== undefined))
    add(
      ['tools'],
      'lost',
      'Windows slide here instead of beginning with the minute, hour or day, so that no boundary lets twice as many through. Counters count for the whole server.',
    )
  if (
    rules.some(({ conditions }) => conditions?.some(({ op }) => ['eq', 'neq', 'in', 'not_in'].includes(op)))
  )
    add(
      ['tools'],
      'lost',
      'The number 5 and the text "5" are two values here; a call is denied where the two formats could differ.',
    )
  for (const key of Object.keys(source))
    if (!['version', 'description', 'default', 'hide', 'tools'].includes(key))
      add([key], 'lost', `${plain(key)} is no key of this format; Intercept skips it too.`)
  return notes
}
