import type { Capability, Category, Mode } from '../../classifier/index.ts'
import { everyElement, type ToolArgument } from './arguments.ts'
import type { Situation } from './proposal.ts'

/** The argument that selects what the tool does, and which of its values are harmless enough. */
export type Modes = { argument: ToolArgument; harmless: Mode[]; harmful: Mode[] }

/** Modes that one argument selects, where some are harmless and some are not; else null. */
export function splitModes({ verdict, arguments: all }: Situation): Modes | null {
  const names = new Set(verdict.modes.flatMap(mode => Object.keys(mode.when)))
  const [name] = names
  const argument = all.find(argument => argument.keys.length === 1 && argument.name === name)
  if (names.size !== 1 || argument === undefined || name === undefined) return null
  const harmless = verdict.modes.filter(isHarmless)
  const harmful = verdict.modes.filter(mode => !isHarmless(mode))
  return harmless.length > 0 && harmful.length > 0 ? { argument, harmless, harmful } : null
}

/** The worst that the tool does without a person being asked. */
export function unattendedCategory(situation: Situation): Category {
  const modes = splitModes(situation)
  if (modes === null) return situation.verdict.category
  return modes.harmless.some(mode => mode.category === 'Write') ? 'Write' : 'Read'
}

function isHarmless({ category, severity }: Mode): boolean {
  return (category === 'Read' || category === 'Write') && (severity === 'Low' || severity === 'Medium')
}

/** Why a person has to agree to each call of this tool, as the reasons stand; empty where nobody has to. */
export function reasonsToAsk(situation: Situation): string[] {
  const { verdict, profile } = situation
  if (profile === 'observe') return []
  const has = (capability: Capability) => verdict.capabilities.includes(capability)
  const strict = profile === 'strict'
  const always: [boolean, string][] = [
    [verdict.category === 'Ungraded', 'its definition does not say what it does'],
    [verdict.poison.length > 0, 'its definition holds text that is aimed at the model'],
    [strict && has('send-out'), 'it can carry text out of your systems'],
  ]
  const byWhatItDoes: [boolean, string][] = [
    [verdict.category === 'Destructive', 'what it removes or overwrites cannot be put back'],
    [verdict.category === 'Financial', 'it moves or commits money'],
    [has('run-code') && !isBoundedBySql(situation), 'it runs whatever code or command it is given'],
    [verdict.category === 'Execute' && strict && !has('run-code'), 'it makes something run'],
    [has('read-secrets'), 'it hands credentials to the model'],
    [has('change-access'), 'it changes who has access'],
    [has('actuate'), 'it acts on the physical world'],
  ]
  const reasons = isHeldToHarmless(situation) ? always : [...always, ...byWhatItDoes]
  return reasons.filter(([holds]) => holds).map(([, reason]) => reason)
}

/** Whether every call waits for a person, and not only those of some action or the real runs. */
export function asksEachTime(situation: Situation): boolean {
  if (reasonsToAsk(situation).length === 0) return false
  const { verdict } = situation
  if (verdict.poison.length > 0 || !verdict.graded || isHeldToHarmless(situation)) return true
  return splitModes(situation) === null && dryRunArgument(situation.arguments) === undefined
}

/** The switch that makes a call show what it would do. */
export function dryRunArgument(all: ToolArgument[]): ToolArgument | undefined {
  return all.find(argument => argument.kind === 'dry-run' && argument.keys.length === 1)
}

/** Whether only the harmless ones of its actions are left to the tool. */
export function isHeldToHarmless(situation: Situation): boolean {
  return situation.profile === 'strict' && splitModes(situation) !== null
}

/** Whether the tool disappears altogether. */
export function isHidden(situation: Situation): boolean {
  const { verdict, profile } = situation
  if (profile !== 'strict' || isHeldToHarmless(situation)) return false
  return verdict.category === 'Destructive' || verdict.category === 'Financial'
}

/** Whether all that the tool can run is a statement that another rule holds to reading. */
function isBoundedBySql({ arguments: all }: Situation): boolean {
  return sqlArgument(all) !== undefined && !all.some(argument => argument.kind === 'code')
}

/** The argument with the SQL of a call, where every call has exactly one. */
export function sqlArgument(all: ToolArgument[]): ToolArgument | undefined {
  return all.find(
    argument => argument.kind === 'sql' && argument.required && !argument.keys.includes(everyElement),
  )
}
