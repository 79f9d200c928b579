import { among } from '../reading/per-word.ts'
import { term } from '../reading/term.ts'
import { against, beside, onto } from './links.ts'
import type { Rule } from './rule.ts'

const at = '/description'

export const leadVerb: Rule = {
  id: 'lead-verb',
  why: 'The main verb of the first sentence is what the author says the tool does, where its object does not decide.',
  observe: (reading, see) => {
    const found = reading.lead?.main
    // What it is done to says more, and the sense has taken both together.
    if (!found || reading.lead?.sense?.byObject) return
    const { word } = found.token
    const { verb, verbKinds } = word.as
    see(at, found.token, verb)
    for (const kind of verbKinds) {
      see(at, found.token, anyKind, beside, kind)
      see(at, found.token, found.direct ? directKind : laterKind, beside, kind)
    }
    if (verbKinds.length === 1) see(at, found.token, only, beside, verbKinds[0]!)
  },
  hits: [
    { tool: { name: 'x', description: 'This tool permanently deletes a widget.' }, value: 'delete' },
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
    const { verb, verbKinds } = token.word.as
    const { tokens } = lead.sentence
    const end = Math.min(tokens.length, place + 8)
    let nouns = 0
    for (let next = place + 1; next < end; next++) {
      const { word } = tokens[next]!
      if (isFiller(word)) continue
      const excerpt = { first: token, between: ' … ', second: word.text }
      if (nouns++ < 3) see(at, excerpt, verb, beside, word.as.stem)
      for (const noun of word.as.nounKinds) {
        see(at, excerpt, verb, onto, noun)
        for (const kind of verbKinds) see(at, excerpt, kind, onto, noun)
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
      if (isFiller(token.word)) continue
      const { stem } = token.word.as
      if (place >= lead.negatedFrom && place < lead.negatedTo) see(at, token, not, beside, stem)
      else see(at, token, stem)
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
      see(at, { start: before.start, end: token.end }, before.word.as.stem, beside, token.word.as.stem)
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
    const name = named?.as.verbKinds[0] ?? none
    const text = said?.as.verbKinds[0] ?? (lead === null ? silent : none)
    see(at, [named?.text, said?.text].filter(Boolean).join(' / '), name, against, text)
  },
  hits: [{ tool: { name: 'stale', description: 'Removes stale rows.' }, value: 'none / remove' }],
  misses: [{ tool: { name: 'list_rows', description: 'Lists rows.' }, value: 'none / look' }],
}

const anyKind = term('kind')
const directKind = term('kind direct')
const laterKind = term('kind later')
const only = term('only')
const not = term('not')
const none = term('none')
const silent = term('silent')

const isFiller = among(
  'a an the of to in on for from with by and or is are be this that it its as at tool using use used via your you can will into if given specific specified',
)
