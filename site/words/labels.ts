import type { Capability, Category, Severity, Verdict } from '../../classifier/index.ts'

/** What a label looks like: the class that colours it, and how many of four pips are filled. */
export const severityLook = {
  Low: { mark: 'low', pips: 1 },
  Medium: { mark: 'medium', pips: 2 },
  High: { mark: 'high', pips: 3 },
  Critical: { mark: 'critical', pips: 4 },
} as const satisfies Record<Severity, { mark: string; pips: number }>

export const categorySign = {
  Read: 'i-read',
  Write: 'i-write',
  Execute: 'i-execute',
  Destructive: 'i-destructive',
  Financial: 'i-financial',
  Ungraded: 'i-ungraded',
} as const satisfies Record<Category, string>

/** The class that colours a whole label. What could not be judged is marked as such, not as mild. */
export function labelMark(label: { category: Category; severity: Severity } | null): string {
  return label === null || label.category === 'Ungraded' ? 'unknown' : severityLook[label.severity].mark
}

/** What an agent does with a tool of the category, to follow "to" or "can". */
export const doing = {
  Read: 'look something up',
  Write: 'create or change something',
  Execute: 'run something of its own choosing',
  Destructive: 'remove or overwrite something for good',
  Financial: 'move or commit money',
  Ungraded: 'do something that its definition does not spell out',
} as const satisfies Record<Category, string>

/** What follows from a capability for whoever lets an agent use it. */
export const consequence = {
  'run-code':
    'It does whatever the code or command that it is handed says, so its limits are those of the machine behind it.',
  'move-money': 'A successful call commits real value, and getting it back depends on somebody else.',
  'delete-data': 'What a successful call removes is gone for everybody who used it.',
  'change-access': 'It changes who may do what, and that outlasts the conversation.',
  actuate: 'Something in the physical world moves, opens or switches.',
  'read-secrets':
    'What it returns can be a working credential, which any other tool of the agent can then pass on.',
  'drive-ui': 'It acts as the user who is logged in, with everything that user may do.',
  'control-process': 'It changes what is running, and others may depend on that.',
  'contact-people': 'A person gets the result, in your name.',
  'send-out': 'What the agent puts in leaves your systems and cannot be called back.',
  'free-query': 'Its query language can also write; only the promise of the server keeps it to reading.',
  'read-untrusted':
    'Strangers can write what it returns, so the text that comes back may try to give the agent orders.',
  'read-private':
    'What it returns belongs to a person or an organisation, and stays in the context of the agent.',
  spend: 'Calls may be billed.',
  'modify-data': 'A successful call leaves stored data different from before.',
} as const satisfies Record<Capability, string>

/** Every capability, the gravest consequence first. */
export const capabilitiesByGravity = Object.keys(consequence) as Capability[]

/** Capabilities of a verdict, those with the gravest consequence first. */
export function gravestFirst(capabilities: Capability[]): Capability[] {
  return [...capabilities].sort((a, b) => capabilitiesByGravity.indexOf(a) - capabilitiesByGravity.indexOf(b))
}

/** A capability as words: `read secrets`. */
export function capabilityName(capability: Capability): string {
  return capability.replaceAll('-', ' ')
}

/** `Critical severity, Destructive`, or that it has no label. */
export function labelInWords(verdict: Pick<Verdict, 'category' | 'severity'> | null): string {
  return verdict === null ? 'not labelled yet' : `${verdict.severity} severity, ${verdict.category}`
}
