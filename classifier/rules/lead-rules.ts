import { mainVerb } from '../reading/main-verb.ts'
import type { Reading } from '../reading/read-definition.ts'
import type { Sentence } from '../reading/read-text.ts'
import type { Rule } from './rule.ts'

const at = '/description'

export const leadVerb: Rule = {
  id: 'lead-verb',
  why: 'The main verb of the first sentence is what the author says the tool does.',
  observe: (reading, see) => {
    const lead = leadOf(reading)
    const found = lead && mainVerb(lead)
    if (!found) return
    const { word } = found.token
    const excerpt = excerptOf(reading, found.token)
    see(word.verb, at, excerpt)
    for (const kind of word.verbKinds) {
      see(`kind ${kind}`, at, excerpt)
      see(`kind ${kind} ${found.direct ? 'direct' : 'later'}`, at, excerpt)
    }
    if (word.verbKinds.length === 1) see(`only ${word.verbKinds[0]}`, at, excerpt)
  },
  hits: [
    { tool: { name: 'x', description: 'This tool permanently deletes a volume.' }, value: 'delete' },
    { tool: { name: 'x', description: '删除一个文件' }, value: 'delete' },
  ],
  misses: [{ tool: { name: 'x', description: 'Lists volumes. Deletes nothing.' }, value: 'delete' }],
}

export const leadPair: Rule = {
  id: 'lead-pair',
  voice: 0.35,
  why: 'What the main verb of the first sentence is done to.',
  observe: (reading, see) => {
    const lead = leadOf(reading)
    const found = lead && mainVerb(lead)
    if (!found) return
    const { token, place } = found
    let nouns = 0
    for (const next of lead.tokens.slice(place + 1, place + 8)) {
      const { word } = next
      if (fillers.has(word.text)) continue
      const excerpt = `${excerptOf(reading, token)} … ${word.text}`
      if (nouns++ < 3) see(`${token.word.verb} ${word.stem}`, at, excerpt)
      for (const noun of word.nounKinds) {
        see(`${token.word.verb} > ${noun}`, at, excerpt)
        for (const kind of token.word.verbKinds) see(`${kind} > ${noun}`, at, excerpt)
      }
    }
  },
  hits: [{ tool: { name: 'x', description: 'Sends an email to a customer.' }, value: 'send email' }],
  misses: [{ tool: { name: 'x', description: 'Lists emails.' }, value: 'send email' }],
}

export const leadAlso: Rule = {
  id: 'lead-also',
  why: 'The first sentence may name several deeds: "create, update and delete".',
  observe: (reading, see) => {
    const lead = leadOf(reading)
    const main = lead && mainVerb(lead)
    if (!main) return
    const end = Math.min(lead.tokens.length, 40)
    for (let place = main.place + 1; place < end; place++) {
      const { word, start } = lead.tokens[place]!
      if (word.verb === '' || (place >= lead.negatedFrom && place < lead.negatedTo)) continue
      const before = (reading.definition.description ?? '').slice(lead.tokens[place - 1]!.end, start)
      const joined =
        before.includes(',') || before.includes('/') || joiners.has(lead.tokens[place - 1]!.word.text)
      if (!joined) continue
      const excerpt = excerptOf(reading, lead.tokens[place]!)
      see(word.verb, at, excerpt)
      for (const kind of word.verbKinds) see(`kind ${kind}`, at, excerpt)
      if (word.verbKinds.length === 1)
        see(`${main.token.word.verbKinds[0]} and only ${word.verbKinds[0]}`, at, excerpt)
    }
  },
  hits: [
    { tool: { name: 'x', description: 'Manage connections: list, create or delete.' }, value: 'kind remove' },
  ],
  misses: [{ tool: { name: 'x', description: 'Lists connections.' }, value: 'kind remove' }],
}

const joiners = new Set(['and', 'or', 'then', 'to'])

export const leadWord: Rule = {
  id: 'lead-word',
  voice: 1.4,
  shared: true,
  why: 'The words of the first sentence, where they are not negated.',
  observe: (reading, see) => {
    const lead = leadOf(reading)
    if (lead === undefined) return
    const end = Math.min(lead.tokens.length, 40)
    for (let place = 0; place < end; place++) {
      const token = lead.tokens[place]!
      if (fillers.has(token.word.text)) continue
      const negated = place >= lead.negatedFrom && place < lead.negatedTo
      see(negated ? `not ${token.word.stem}` : token.word.stem, at, excerptOf(reading, token))
    }
  },
  hits: [{ tool: { name: 'x', description: 'Irreversible removal of a disk.' }, value: 'irrevers' }],
  misses: [
    { tool: { name: 'x', description: 'Shows disks. Irreversible.' }, value: 'irrevers' },
    { tool: { name: 'x', description: 'Shows disks and does not delete them' }, value: 'delet' },
  ],
}

export const nameAndLead: Rule = {
  id: 'name-and-lead',
  circumstance: true,
  why: 'Name and first sentence say the same, or one of them says more.',
  observe: (reading, see) => {
    const lead = leadOf(reading)
    const said = lead && mainVerb(lead)?.token.word
    const named = reading.name[reading.verbAt]
    const name = named?.verbKinds[0] ?? 'none'
    const text = said?.verbKinds[0] ?? (lead === undefined ? 'silent' : 'none')
    see(`${name} / ${text}`, at, [named?.text, said?.text].filter(Boolean).join(' / '))
  },
  hits: [{ tool: { name: 'stale', description: 'Removes stale rows.' }, value: 'none / remove' }],
  misses: [{ tool: { name: 'list_rows', description: 'Lists rows.' }, value: 'none / look' }],
}

function leadOf({ sentences }: Reading): Sentence | undefined {
  return sentences[0]?.section === 'lead' ? sentences[0] : undefined
}

function excerptOf({ definition }: Reading, { start, end }: { start: number; end: number }): string {
  return (definition.description ?? '').slice(start, end)
}

const fillers = new Set(
  'a an the of to in on for from with by and or is are be this that it its as at tool using use used via your you can will into if given specific specified'.split(
    ' ',
  ),
)
