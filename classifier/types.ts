import taxonomy from '../data/taxonomy.json' with { type: 'json' }

/** One of the five categories of the rubric, or `Ungraded` where the definition does not say enough. */
export type Category = keyof typeof taxonomy.categories
/** A category that a definition was found to have. */
export type GradedCategory = Exclude<Category, 'Ungraded'>
/** The short form of the category. */
export type Risk = keyof typeof taxonomy.risks
export type Severity = keyof typeof taxonomy.severities
export type Capability = keyof typeof taxonomy.capabilities

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** What a server claims about its tool (MCP `ToolAnnotations`). All of it is a stranger's claim. */
export type Hints = {
  readOnlyHint?: boolean
  destructiveHint?: boolean
  idempotentHint?: boolean
  openWorldHint?: boolean
}
export type HintName = keyof Hints

/** What `tools/list` gives for one tool. Every string in it is a stranger's text. */
export type ToolDefinition = {
  name: string
  title?: string
  description?: string
  inputSchema?: { [key: string]: Json }
  outputSchema?: { [key: string]: Json }
  annotations?: { [key: string]: Json }
}

/** What is known of the server a tool belongs to. */
export type ServerContext = { name: string; description?: string }

/** Why a verdict is as it is: one place in the definition and what it speaks for. */
export type Evidence = {
  /** The id of the rule that saw it. */
  rule: string
  /** Where it stands: a JSON Pointer into the definition. */
  at: string
  /** What stands there, shortened. A stranger's text. */
  excerpt: string
  /** The category it speaks for (positive weight) or against (negative weight). */
  toward: GradedCategory
  /** Log-odds that it adds. */
  weight: number
}

/** Why a verdict lists a capability: the one place that speaks for it most. */
export type CapabilityEvidence = {
  capability: Capability
  /** The id of the rule that saw it. */
  rule: string
  /** Where it stands: a JSON Pointer into the definition. */
  at: string
  /** What stands there, shortened. A stranger's text. */
  excerpt: string
}

/** The verdict for one value of a parameter that selects what the tool does. */
export type Mode = { when: { [parameter: string]: string }; category: Category; severity: Severity }

export type HintFinding = 'contradiction' | 'missing' | 'default-stamped' | 'silencing'

/** Text in a definition that is aimed at the model, not at describing the tool. */
export type PoisonFinding = {
  kind: 'hidden-instruction' | 'invisible-characters' | 'other-tool' | 'asks-for-secret' | 'encoded-blob'
  at: string
  excerpt: string
}

export type Verdict = {
  name: string
  /** `sha256:` and the hex digest of the definition's canonical JSON (RFC 8785). */
  definitionHash: string
  category: Category
  risk: Risk
  severity: Severity
  /** Calibrated probability that the category is right, 0 to 1. */
  confidence: number
  /** False where the category is `Ungraded`. */
  graded: boolean
  capabilities: Capability[]
  modes: Mode[]
  /** Strongest first; negative weights are what speaks against the verdict. */
  evidence: Evidence[]
  /** In the order of `capabilities`. */
  capabilityEvidence: CapabilityEvidence[]
  hints: { claimed: Hints; suggested: Hints; findings: HintFinding[] }
  poison: PoisonFinding[]
  /** One or two plain sentences that follow from this verdict. */
  summary: string
  /** Version of the rules and weights that made this verdict. */
  classifier: string
}
