import { sealArguments } from './audit-key.ts'
import { cut, longest } from './cut.ts'
import type { AuditEntry } from './types.ts'

/**
 * Writes the members of decisions' lines, as JSON without the braces. A line is written before its call goes
 * on, so that whoever calls waits for it: what stands in the line before, too, is not written anew.
 */
export function decisionText(key: Buffer, values: boolean): (entry: AuditEntry) => string {
  /** The last entry of each tool, and the part of its line that does not depend on the arguments. */
  const known = new Map<string, { entry: AuditEntry; text: string }>()
  return entry => {
    let found = known.get(entry.tool)
    if (found === undefined || !isAlike(found.entry, entry)) {
      found = { entry: { ...entry, arguments: undefined }, text: describe(entry) }
      if (known.size >= mostKnown) known.clear()
      if (entry.tool.length <= longest.name) known.set(entry.tool, found)
    }
    const { seal, text } = sealArguments(key, entry.arguments)
    const shown = values ? `,"values":${JSON.stringify(cut(text, longest.values))}` : ''
    return `${found.text},"keys":[${keysOf(entry.arguments)}],"arguments":"${seal}"${shown}`
  }
}

const mostKnown = 1_000

function isAlike(one: AuditEntry, other: AuditEntry): boolean {
  return (
    one.session === other.session &&
    one.decision === other.decision &&
    one.rule === other.rule &&
    one.policy === other.policy &&
    one.server === other.server &&
    one.who === other.who
  )
}

function describe({ who, session, server, tool, decision, rule, policy }: AuditEntry): string {
  const line = {
    kind: 'decision',
    who: cut(who, longest.name),
    session: cut(session, longest.name),
    server: cut(server, longest.name),
    tool: cut(tool, longest.name),
    decision,
    rule: cut(rule, longest.text),
    policy: cut(policy, longest.name),
  }
  return JSON.stringify(line).slice(1, -1)
}

function keysOf(arguments_: unknown): string {
  if (typeof arguments_ !== 'object' || arguments_ === null) return ''
  const keys = Object.keys(arguments_)
  if (keys.length > 1) keys.sort()
  let named = ''
  for (const name of keys.length > longest.keys ? keys.slice(0, longest.keys) : keys)
    named += `${named === '' ? '' : ','}${JSON.stringify(cut(name, longest.name))}`
  return keys.length > longest.keys ? `${named},"… ${keys.length - longest.keys} more"` : named
}
