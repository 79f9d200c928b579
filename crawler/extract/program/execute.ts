import { assign } from './access.ts'
import { declareClass, declareFunction } from './declare.ts'
import { evaluate } from './evaluate.ts'
import { binary } from './operators.ts'
import { type Frame, placeOf, Raised, spend } from './run.ts'
import { writeName } from './scope.ts'
import type { FunctionSyntax, Statement } from './syntax.ts'
import { truth } from './truth.ts'
import { type ClassValue, is, join, list, orUnknown, scopeWithin, unknown, type Value } from './values.ts'

/** How a row of statements ended, where it was not at its end. */
type End = { kind: 'return'; value: Value } | { kind: 'break' | 'continue' } | undefined

/** What a function's body gives. */
export function runBody(frame: Frame, syntax: FunctionSyntax): Value {
  for (const name of syntax.results) frame.scope.names.set(name, { value: null, make: null })
  let end: End
  try {
    end = execute(frame, syntax.body)
  } catch (error) {
    // Where some branch returned, the one that throws is the other one.
    if (!(error instanceof Raised) || (frame.returns.length === 0 && frame.yields.length === 0)) throw error
  }
  if (syntax.generator) return list(frame.yields)
  const last = end?.kind === 'return' ? [end.value] : frame.returns.length === 0 ? [null] : []
  return join([...frame.returns, ...last])
}

/** Does statements in their order. `made` is the class whose body they are. */
export function execute(frame: Frame, statements: Statement[], made?: ClassValue): End {
  for (const statement of statements) {
    const end = step(frame, statement, made)
    if (end !== undefined) return end
  }
  return undefined
}

function step(frame: Frame, node: Statement, made?: ClassValue): End {
  const { run } = frame
  spend(run)
  switch (node.kind) {
    case 'expression':
      evaluate(frame, node.value)
      return undefined
    case 'assign': {
      const value = evaluate(frame, node.value)
      for (const target of node.targets) assign(frame, target, value, node.declare)
      return undefined
    }
    case 'augment': {
      const before = evaluate(frame, node.target)
      const value = evaluate(frame, node.value)
      if (is(before, 'list') && node.operator === '+' && is(value, 'list')) {
        spend(run, value.items.length)
        before.items.push(...value.items)
      } else assign(frame, node.target, binary(run, node.operator, before, value), false)
      return undefined
    }
    case 'field': {
      const field = { ...node.field, scope: frame.scope, module: frame.module }
      made?.fields.push(field)
      if (field.value !== null) writeName(frame, field.name, evaluate(frame, field.value), true)
      return undefined
    }
    case 'if':
      return branch(frame, truth(run, evaluate(frame, node.test)), node.yes, node.no)
    case 'switch':
      return choose(frame, node)
    case 'each':
      return each(frame, node)
    case 'loop':
      return loop(frame, node)
    case 'return':
      return { kind: 'return', value: node.value === null ? null : evaluate(frame, node.value) }
    case 'break':
    case 'continue':
      return { kind: node.kind }
    case 'raise':
      if (node.value !== null) evaluate(frame, node.value)
      throw new Raised(placeOf(frame, node))
    case 'try':
      return attemptAll(frame, node)
    case 'block':
      return execute({ ...frame, scope: scopeWithin(frame.scope, false) }, node.body)
    case 'function':
      writeName(frame, node.function.name, declareFunction(frame, node.function), true)
      return undefined
    case 'class':
      writeName(frame, node.class.name, declareClass(frame, node.class), true)
      return undefined
    case 'import':
      importName(frame, node)
      return undefined
    case 'outer': {
      frame.scope.outer ??= new Set()
      for (const name of node.names) frame.scope.outer.add(name)
      return undefined
    }
  }
}

function importName(frame: Frame, { path, name, as }: Statement & { kind: 'import' }): void {
  const { run, module } = frame
  if (name !== '*') writeName(frame, as, run.language.import(run, module, path, name), true)
  else
    for (const [own, value] of run.language.importAll(run, module, path)) writeName(frame, own, value, true)
}

/** One of two ways; both where it is not known which. */
function branch(frame: Frame, decided: boolean | null, yes: Statement[], no: Statement[]): End {
  if (decided !== null) return execute(frame, decided ? yes : no)
  const ends = [maybe(frame, yes), maybe(frame, no)]
  return bothEnd(frame, ends)
}

/** Does what may not be done: what it returns is one possibility, and what it throws is none of ours. */
function maybe(frame: Frame, statements: Statement[]): End | 'raised' {
  const inner = { ...frame, uncertain: frame.uncertain + 1 }
  try {
    return execute(inner, statements)
  } catch (error) {
    if (error instanceof Raised) return 'raised'
    throw error
  }
}

/** Of several ways, one was taken: where all of them end, so does what is around them. */
function bothEnd({ returns }: Frame, ends: (End | 'raised')[]): End {
  const values = ends.flatMap(end => (typeof end === 'object' && end.kind === 'return' ? [end.value] : []))
  const over = ends.every(end => end === 'raised' || end?.kind === 'return')
  if (over && values.length > 0) return { kind: 'return', value: join(values) }
  returns.push(...values)
  if (over) throw new Raised({ file: '', line: 0 })
  const [first] = ends
  return typeof first === 'object' && ends.every(end => typeof end === 'object' && end.kind === first.kind)
    ? first
    : undefined
}

function choose(frame: Frame, { subject, cases }: Statement & { kind: 'switch' }): End {
  const value = subject === null ? true : evaluate(frame, subject)
  const open: Statement[][] = []
  let hasElse = false
  for (const { values, body } of cases) {
    const tests = values.map(one => binary(frame.run, '==', value, evaluate(frame, one)))
    if (tests.includes(true) && open.length === 0) return withoutBreak(execute(frame, body))
    if (values.length === 0) hasElse = true
    if (values.length === 0 || tests.some(test => test !== false)) open.push(body)
  }
  if (open.length === 1 && hasElse) return withoutBreak(execute(frame, open[0]!))
  const ends = open.map(body => maybe(frame, body)).map(end => (end === 'raised' ? end : withoutBreak(end)))
  return bothEnd(frame, hasElse ? ends : [...ends, undefined])
}

function withoutBreak(end: End): End {
  return end?.kind === 'break' ? undefined : end
}

function each(frame: Frame, node: Statement & { kind: 'each' }): End {
  const { run } = frame
  const { targets, body } = node
  const over = evaluate(frame, node.over)
  const rows = run.language.iterate(run, over, targets.length)
  const isKnown = rows !== null
  for (const row of rows ?? [targets.map(() => unknown)]) {
    spend(run)
    const inner = {
      ...frame,
      scope: run.language.functionScopes ? frame.scope : scopeWithin(frame.scope, false),
    }
    // Each time round, its names are new.
    for (const [position, target] of targets.entries())
      assign({ ...inner, uncertain: 0 }, target, orUnknown(row[position]), !run.language.functionScopes)
    const end = isKnown ? execute(inner, body) : settled(frame, maybe(inner, body))
    if (end?.kind === 'return') return end
    if (end?.kind === 'break') break
  }
  return undefined
}

/** What was returned from a loop that may not have run is a possibility. */
function settled({ returns }: Frame, end: End | 'raised'): End {
  if (typeof end === 'object' && end.kind === 'return') returns.push(end.value)
  return undefined
}

function loop(frame: Frame, { test, step: steps, body }: Statement & { kind: 'loop' }): End {
  // What goes round for ever waits for something: once tells all.
  const isEndless = test === null || test.kind === 'constant'
  for (let round = 0; round < roundLimit; round++) {
    spend(frame.run)
    const decided = test === null ? true : truth(frame.run, evaluate(frame, test))
    if (decided === false) return undefined
    if (decided === null || isEndless) return settled(frame, maybe(frame, body))
    const end = execute(frame, body)
    if (end?.kind === 'return') return end
    if (end?.kind === 'break') return undefined
    execute(frame, steps)
  }
  return undefined
}

const roundLimit = 10_000

/** What is tried is believed to work; what would mend it is gone through as well. */
function attemptAll(frame: Frame, { body, handlers, last }: Statement & { kind: 'try' }): End {
  let end: End
  const { run } = frame
  let hasRaised = false
  run.guarded += 1
  try {
    end = execute(frame, body)
  } catch (error) {
    if (!(error instanceof Raised)) throw error
    hasRaised = true
  } finally {
    run.guarded -= 1
  }
  const mended = handlers.map(handler => maybe(frame, handler))
  if (hasRaised) end = bothEnd(frame, mended.length > 0 ? mended : ['raised'])
  return execute(frame, last) ?? end
}
