import { meanings } from '../../classifier/index.ts'
import type { AttackPattern } from '../../policy/index.ts'
import { count, listed } from './numbers.ts'

type Enabler = AttackPattern['enabledBy'][number]

const argumentInWords = {
  path: 'a path',
  url: 'an address',
  sql: 'a query in SQL',
  amount: 'an amount',
  recipient: 'a recipient',
  'blind-copy': 'a blind copy',
  'dry-run': 'a switch for a dry run',
  force: 'a switch that skips a check',
  code: 'code or a command',
} as const satisfies Record<NonNullable<Enabler['arguments']>[number], string>

const findingInWords = {
  poison: 'whose definition holds text aimed at the model',
  'other-tool': 'whose definition tells how another tool is to be used',
  contradiction: 'whose hints contradict its definition',
  silencing: 'whose hints would keep a client from asking',
  'claimed-read-only': 'that says of itself that it only reads',
} as const satisfies Record<NonNullable<Enabler['findings']>[number], string>

/** What a tool, or the tools of a server, must have for a pattern: one sentence for each way. */
export function enablerInWords({ capabilities = [], spread, categories, ...rest }: Enabler): string {
  const able = capabilities.map(capability => `that ${meanings.capability(capability)}`)
  const takes = (rest.arguments ?? []).map(kind => argumentInWords[kind])
  const own = [
    ...(spread ? [] : able),
    ...(takes.length === 0 ? [] : [`that takes ${listed(takes, 'or')}`]),
    ...(rest.findings ?? []).map(finding => findingInWords[finding]),
    ...(categories ? [`of the category ${listed(categories, 'or')}`] : []),
  ]
  if (!spread) return `A tool ${listed(own)}.`
  const parts = able.map(each => `a tool ${each}`)
  return `On one server ${listed(parts)}${own.length === 0 ? '' : `, ${listed(own)}`}: one tool, or several between them.`
}

/** How many tools of the catalogue make a pattern possible. */
export function inCatalogue(tools: number): string {
  if (tools === 0) return 'No tool in this catalogue makes it possible.'
  return `${count(tools, 'tool')} in this catalogue ${tools === 1 ? 'makes' : 'make'} it possible.`
}

/** The kinds of rules that answer an attack, as a reader would say them. */
export const answerInWords = {
  require: 'a rule that the arguments have to meet',
  deny_if: 'a rule that refuses some arguments',
  limits: 'a limit on how often',
  approval: 'a person who agrees',
  pin: 'a pin to the definition that was judged',
  hide: 'hiding the tool',
} as const satisfies Record<AttackPattern['answer']['rule'], string>

const owaspMcpNames: { [id: string]: string } = {
  MCP01: 'Token Mismanagement & Secret Exposure',
  MCP02: 'Privilege Escalation via Scope Creep',
  MCP03: 'Tool Poisoning',
  MCP04: 'Supply Chain',
  MCP05: 'Command Injection & Execution',
  MCP06: 'Intent Flow Subversion',
  MCP07: 'Authentication & Authorization',
  MCP08: 'Audit & Telemetry',
  MCP09: 'Shadow Servers',
  MCP10: 'Context Injection & Over-Sharing',
}

/** What the lists of others call the same thing, list by list; lists that do not know it are left out. */
export function referencesInWords({ references }: AttackPattern): { list: string; ids: string[] }[] {
  return [
    {
      list: 'OWASP MCP Top 10',
      ids: references.owaspMcp.map(id => (owaspMcpNames[id] ? `${id} ${owaspMcpNames[id]}` : id)),
    },
    { list: 'OWASP Top 10 for Agentic Applications', ids: references.owaspAgentic },
    { list: 'MITRE ATLAS', ids: references.atlas },
    { list: 'SAFE-MCP', ids: references.safeMcp },
  ].filter(({ ids }) => ids.length > 0)
}
