import type { Decision } from './decide.ts'
import { meanings } from './taxonomy.ts'
import type { Category, Evidence } from './types.ts'

/** One or two plain sentences that say what the verdict is and what it rests on. */
export function summarise(decision: Decision, evidence: Evidence[], modes: { choice: string }[]): string {
  const { category, capabilities } = decision
  const because = reasonOf(evidence)
  const deed = modes.length > 0 ? `${deeds[category]}, depending on ${modes.length} modes` : deeds[category]
  const first = `${deed}${because === '' ? '' : `: ${because}`}.`
  const means = capabilities.slice(0, 3).map(meanings.capability)
  return means.length === 0 ? first : `${first} It ${listed(means)}.`
}

const deeds = {
  Read: 'Looks something up and changes nothing',
  Write: 'Changes something that can be changed back',
  Execute: 'Runs what it is told to, or sets something going',
  Destructive: 'Removes or overwrites something for good',
  Financial: 'Moves or commits money or value',
  Ungraded: 'Says too little to be judged, so treat it as dangerous',
} satisfies Record<Category, string>

function reasonOf(evidence: Evidence[]): string {
  let reasons = ''
  let count = 0
  for (const { weight, at, excerpt } of evidence) {
    const said = weight > 0 && count < mostReasons ? excerpt.trim() : ''
    if (said === '') continue
    reasons += `${count === 0 ? '' : ', '}its ${placeName(at)} says “${said.slice(0, 60)}”`
    count++
  }
  return reasons
}

const mostReasons = 2

function placeName(at: string): string {
  if (at === '/name') return 'name'
  if (at === '/title') return 'title'
  if (at === '/description') return 'description'
  return at === 'server' ? 'server' : 'schema'
}

function listed(items: string[]): string {
  return items.length === 1 ? items[0]! : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}
