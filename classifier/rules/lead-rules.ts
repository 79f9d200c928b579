import type { Reading } from '../reading/read-definition.ts'
import { beside, onto } from './joined.ts'
import type { Rule } from './rule.ts'

const at = '/description'

export const leadVerb: Rule = {
  id: 'lead-verb',
  why: 'The main verb of the first sentence is what the author says the tool does.',
  observe: (reading, see) => {
    const found = reading.lead?.main
    if (!found) return
    const { word } = found.token
    const excerpt = excerptOf(reading, found.token)
    see(word.verb, at, excerpt)
    for (const kind of word.verbKinds) {
      see(beside('kind', kind), at, excerpt)
      see(beside(found.direct ? 'kind direct' : 'kind later', kind), at, excerpt)
    }
    if (word.verbKinds.length === 1) see(beside('only', word.verbKinds[0]!), at, excerpt)
  },
  hits: [
    { tool: { name: 'x', description: 'This tool permanently deletes a volume.' }, value: 'delete' },
    { tool: { name: 'x', description: '删除一个文件' }, value: 'delete' },
  ],
  misses: [{ tool: { name: 'x', description: 'Lists volumes. Deletes nothing.' }, value: 'delete' }],
}

export const leadPair: Rule = {
  id: 'lead-pair',
  voice: 0.6,
  why: 'What the main verb of the first sentence is done to.',
  observe: (reading, see) => {
    const { lead } = reading
    if (!lead?.main) return
    const { token, place } = lead.main
    let nouns = 0
    for (const next of lead.sentence.tokens.slice(place + 1, place + 8)) {
      const { word } = next
      if (fillers.has(word.text)) continue
      const excerpt = `${excerptOf(reading, token)} … ${word.text}`
      if (nouns++ < 3) see(beside(token.word.verb, word.stem), at, excerpt)
      for (const noun of word.nounKinds) {
        see(onto(token.word.verb, noun), at, excerpt)
        for (const kind of token.word.verbKinds) see(onto(kind, noun), at, excerpt)
      }
    }
  },
  hits: [{ tool: { name: 'x', description: 'Sends an email to a customer.' }, value: 'send email' }],
  misses: [{ tool: { name: 'x', description: 'Lists emails.' }, value: 'send email' }],
}

export const leadWord: Rule = {
  id: 'lead-word',
  voice: 2.2,
  shared: true,
  why: 'The words of the first sentence, where they are not negated.',
  observe: (reading, see) => {
    const lead = reading.lead?.sentence
    if (lead === undefined) return
    const end = Math.min(lead.tokens.length, 40)
    for (let place = 0; place < end; place++) {
      const token = lead.tokens[place]!
      if (fillers.has(token.word.text)) continue
      const negated = place >= lead.negatedFrom && place < lead.negatedTo
      see(negated ? beside('not', token.word.stem) : token.word.stem, at, excerptOf(reading, token))
    }
  },
  hits: [{ tool: { name: 'x', description: 'Irreversible removal of a disk.' }, value: 'irrevers' }],
  misses: [
    { tool: { name: 'x', description: 'Shows disks. Irreversible.' }, value: 'irrevers' },
    { tool: { name: 'x', description: 'Shows disks and does not delete them' }, value: 'delet' },
  ],
}

export const leadPhrase: Rule = {
  id: 'lead-phrase',
  voice: 2.4,
  shared: true,
  why: 'Two words of the first sentence that stand side by side say more than each alone: "from disk", "real money".',
  observe: (reading, see) => {
    const lead = reading.lead?.sentence
    if (lead === undefined) return
    const end = Math.min(lead.tokens.length, 24)
    for (let place = 1; place < end; place++) {
      const before = lead.tokens[place - 1]!
      const token = lead.tokens[place]!
      see(
        beside(before.word.stem, token.word.stem),
        at,
        excerptOf(reading, { start: before.start, end: token.end }),
      )
    }
  },
  hits: [{ tool: { name: 'x', description: 'Buys with real money.' }, value: 'real monei' }],
  misses: [{ tool: { name: 'x', description: 'Buys. Really.' }, value: 'bui realli' }],
}

export const nameAndLead: Rule = {
  id: 'name-and-lead',
  circumstance: true,
  why: 'Name and first sentence say the same, or one of them says more.',
  observe: (reading, see) => {
    const { lead } = reading
    const said = lead?.main?.token.word
    const named = reading.name[reading.verbAt]
    const name = named?.verbKinds[0] ?? 'none'
    const text = said?.verbKinds[0] ?? (lead === null ? 'silent' : 'none')
    see(`${name} / ${text}`, at, [named?.text, said?.text].filter(Boolean).join(' / '))
  },
  hits: [{ tool: { name: 'stale', description: 'Removes stale rows.' }, value: 'none / remove' }],
  misses: [{ tool: { name: 'list_rows', description: 'Lists rows.' }, value: 'none / look' }],
}

function excerptOf({ definition }: Reading, { start, end }: { start: number; end: number }): string {
  return (definition.description ?? '').slice(start, end)
}

const fillers = new Set(
  'a an the of to in on for from with by and or is are be this that it its as at tool using use used via your you can will into if given specific specified'.split(
    ' ',
  ),
)
