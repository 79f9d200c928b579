import type {
  Approval,
  Bounds,
  ExampleCall,
  JudgedTool,
  Limit,
  PolicyServer,
  Profile,
  Rule,
} from '../types.ts'
import type { ArgumentKey, ToolArgument } from './arguments.ts'

/** All that a rule of the recommendation may look at. */
export type Situation = JudgedTool & {
  /** The tool's name as it may stand in a sentence. */
  name: string
  server: PolicyServer
  profile: Profile
  bounds: Bounds
  arguments: ToolArgument[]
}

/** Where one proposal goes in the policy. `allow` is the explicit empty rule. */
export type Part =
  | { key: 'allow' }
  | { key: 'hide' }
  | { key: 'require' | 'deny_if'; rule: Rule }
  | { key: 'limits'; limit: Limit }
  | { key: 'approval'; approval: Approval }
  | { key: 'pin'; pin: string }

/** An argument set to a value, on top of the sample call. */
export type Change = { keys: ArgumentKey[]; value: unknown }
/** How an example differs from the sample call. */
export type Variation = {
  changes?: Change[]
  earlier?: ExampleCall['earlier']
  approved?: false
  definitionHash?: string
}

/** One rule that the recommendation puts into the policy, and what it means. */
export type Proposal = {
  part: Part
  does: string
  costs: string
  leaves: string
  /** Null where the rule lets nothing through. */
  passes: Variation | null
  /** Null where the rule stops nothing. */
  stopped: Variation | null
}

/** Looks at a tool and proposes rules of one kind; none where the tool gives no reason. */
export type Proposer = (situation: Situation) => Proposal[]
