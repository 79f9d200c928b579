import type { z } from 'zod'
import type { ServerContext, ToolDefinition, Verdict } from '../classifier/index.ts'
import type { conditionSchema, policySchema, sqlDialects } from './policy-schema.ts'

/**
 * Which tools may be called, how often, with which arguments and after whose approval.
 * `tools` is a Map, for its keys are strangers' names; under `default: "deny"` a tool with an empty rule is
 * allowed, and one that is not listed is denied.
 */
export type Policy = z.infer<typeof policySchema>
/** The rules for one tool; `{}` has none. */
export type ToolPolicy = Policy['tools'] extends Map<string, infer Rules> ? Rules : never
/** `require`: all conditions of every rule must hold. `deny_if`: the call is denied where all of one rule hold. */
export type Rule = NonNullable<ToolPolicy['require']>[number]
/** At most `max` calls (or `max` added up over the argument at `sum`) in any window of that length. */
export type Limit = NonNullable<ToolPolicy['limits']>[number]
/** A person has to agree to the call, or only to a call that meets every condition of `when`. */
export type Approval = NonNullable<ToolPolicy['approval']>
export type Condition = z.infer<typeof conditionSchema>
export type Operator = Condition['op']
export type SqlDialect = (typeof sqlDialects)[number]

/** One fault of a policy's text. Lines and columns count from 1. */
export type PolicyProblem = {
  /** JSON Pointer to the fault. */
  at: string
  line: number
  column: number
  message: string
  /** What to write instead. */
  mend: string
}
export type ParsedPolicy = { ok: true; policy: Policy } | { ok: false; problems: PolicyProblem[] }

/** How careful a recommendation is. `standard` unless told otherwise. */
export type Profile = 'observe' | 'standard' | 'strict'
/** The tool a policy is recommended for. */
export type JudgedTool = { definition: ToolDefinition; verdict: Verdict }
/** The server it belongs to; `id` is its canonical id, where it has one. */
export type PolicyServer = ServerContext & { id?: string }

/** What only the user knows and a definition cannot say. What is left out is bounded by the defaults. */
export type Bounds = {
  /** Folders that paths have to stay in. */
  roots?: string[]
  /** Hosts that addresses may name: `example.org`, `*.example.org`, `10.0.0.0/8`. */
  hosts?: string[]
  /** Who may be written to. */
  recipients?: string[]
  /** The largest amount of one call, in the tool's own unit; ten times as much may pass in a day. */
  amount?: number
}
export type RecommendOptions = { profile?: Profile; bounds?: Bounds }

/** A call made up to show a rule at work. */
export type ExampleCall = {
  tool: string
  arguments: { [name: string]: unknown }
  /** The hash of the definition that the server gives for the tool. Absent: not known. */
  definitionHash?: string
  /** How many calls like it went before, spread evenly over a window that ends with it. Absent: none. */
  earlier?: { calls: number; within: Limit['window'] }
  /** Whether a person has agreed to it. Absent: not asked. */
  approved?: boolean
  /** What the engine says to it under the whole policy. */
  decision: 'allow' | 'deny' | 'ask'
}

/** What one rule of a recommended policy means for the agent. */
export type Explanation = {
  /** JSON Pointer into the policy to the rule. */
  at: string
  /** What the rule does. */
  does: string
  /** What it costs the agent. */
  costs: string
  /** What remains possible. */
  leaves: string
  /** A call that this rule lets through; null where it lets none through. */
  passes: ExampleCall | null
  /** A call that this rule stops; null where it stops none. */
  stopped: ExampleCall | null
}

export type Recommendation = { policy: Policy; explanations: Explanation[] }
