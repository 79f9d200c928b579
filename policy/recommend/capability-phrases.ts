import type { Capability, Category, Verdict } from '../../classifier/index.ts'
import { inWords } from './words.ts'

/** What a call of the tool can do, as the end of a sentence: "can reach people and change stored data". */
export function powers(verdict: Verdict): string {
  const phrases = verdict.capabilities.map(capability => byCapability[capability])
  return inWords(phrases.length > 0 ? phrases : [byCategory[verdict.category]])
}

/** The same for some capabilities only. */
export function powersOf(capabilities: readonly Capability[]): string {
  return inWords(capabilities.map(capability => byCapability[capability]))
}

const byCapability = {
  'read-private': 'read private data',
  'read-secrets': 'read credentials',
  'read-untrusted': 'bring back text that strangers wrote',
  'send-out': 'carry text out of your systems',
  'contact-people': 'reach people',
  'modify-data': 'change stored data',
  'delete-data': 'remove stored data',
  'run-code': 'run code or commands of the agent’s choosing',
  'free-query': 'run a query in a language that could also write',
  'control-process': 'start, stop or deploy something',
  'drive-ui': 'click and type as its user',
  'move-money': 'move money',
  'change-access': 'change who has access',
  spend: 'use something that is billed',
  actuate: 'move something in the physical world',
} satisfies Record<Capability, string>

const byCategory = {
  Read: 'look something up',
  Write: 'create or change something',
  Execute: 'run what it is told to run',
  Destructive: 'remove or overwrite something for good',
  Financial: 'move or commit money',
  Ungraded: 'do something that its definition does not say',
} satisfies Record<Category, string>
