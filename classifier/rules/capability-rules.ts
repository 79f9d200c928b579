import { mainVerb } from '../reading/main-verb.ts'
import { firstOfEachMatter, type Matter, matters, mattersOf } from '../reading/matter.ts'
import type { Sentence, Token } from '../reading/read-text.ts'
import { link, type Term, term } from '../reading/term.ts'
import type { Word } from '../reading/word.ts'
import { beside, onThe, onto, withThe } from './links.ts'
import type { Rule } from './rule.ts'

export const nameMatter: Rule = {
  id: 'name-matter',
  learns: 'capabilities',
  why: 'What the name is about, and what kind of verb is done to it: looking at a secret, changing a role.',
  observe: ({ name, verbAt, object }, see) => {
    const kind = kindOf(name[verbAt])
    for (const [matter, word] of firstOfEachMatter(object)) {
      const excerpt =
        verbAt === -1 ? word.text : { first: name[verbAt]!.text, between: ' ', second: word.text }
      see('/name', word.text, matterTerms[matter]!)
      see('/name', excerpt, kind, onto, matterTerms[matter]!)
      const group = groupOf[matter]
      if (group) see('/name', excerpt, kind, ontoAny, group)
    }
  },
  hits: [
    { tool: { name: 'get_password' }, value: 'look > secret' },
    { tool: { name: 'assign_role' }, value: 'change > grant' },
  ],
  misses: [{ tool: { name: 'check_password' }, value: 'change > secret' }],
}

export const leadMatter: Rule = {
  id: 'lead-matter',
  learns: 'capabilities',
  why: 'What the first sentence is about, and what its main verb does to it.',
  observe: (reading, see) => {
    const lead = reading.sentences[0]
    if (lead?.section !== 'lead') return
    const main = mainVerb(lead)
    const kind = kindOf(main?.token.word)
    const from = main === null ? 0 : main.place + 1
    const found = meant(lead, from, from + 24)
    for (let matter = 0; matter < found.length; matter++) {
      const token = found[matter]
      if (token === undefined) continue
      see('/description', token, matterTerms[matter]!)
      see('/description', token, kind, onto, matterTerms[matter]!)
      const group = groupOf[matter]
      if (group) see('/description', token, kind, ontoAny, group)
    }
    const nearest = nearestOf(found)
    if (nearest === undefined) return
    const token = found[nearest]!
    see('/description', token, kind, ontoFirst, matterTerms[nearest]!)
    const group = groupOf[nearest]
    if (group) see('/description', token, kind, ontoFirstAny, group)
  },
  hits: [{ tool: { name: 'x', description: 'Shows the inbox.' }, value: 'look > mail' }],
  misses: [{ tool: { name: 'x', description: 'Shows rows, not the inbox.' }, value: 'look > mail' }],
}

export const textMatter: Rule = {
  id: 'text-matter',
  learns: 'capabilities',
  voice: 0.6,
  why: 'What the rest of the description is about: it may say what a call costs, and whose words come back.',
  observe: (reading, see) => {
    const end = Math.min(reading.sentences.length, 24)
    for (let place = 1; place < end; place++) {
      const sentence = reading.sentences[place]!
      if (sentence.section === 'inputs' || sentence.section === 'examples') continue
      const part = sentence.section === 'outputs' ? returns : says
      const found = meant(sentence, 0, 40)
      for (let matter = 0; matter < found.length; matter++) {
        const token = found[matter]
        if (token !== undefined) see('/description', token, part, beside, matterTerms[matter]!)
      }
    }
  },
  hits: [{ tool: { name: 'x', description: 'Draws. Each call costs two credits.' }, value: 'says cost' }],
  misses: [{ tool: { name: 'x', description: 'Draws. It costs nothing.' }, value: 'returns cost' }],
}

export const parameterMatter: Rule = {
  id: 'parameter-matter',
  learns: 'capabilities',
  why: 'What the tool asks for: a recipient and a text, a command, a prompt and a model, a role.',
  observe: ({ parameters, name, verbAt }, see) => {
    const kind = kindOf(name[verbAt])
    for (const { depth, words, at, name: said } of parameters) {
      if (depth > 0) continue
      for (const word of words) {
        for (const matter of mattersOf(word)) {
          see(at, said.slice(0, 60), matterTerms[matter]!)
          see(at, said.slice(0, 60), kind, withThe, matterTerms[matter]!)
        }
      }
    }
  },
  hits: [
    {
      tool: {
        name: 'run',
        inputSchema: { type: 'object', properties: { shellCommand: { type: 'string' } } },
      },
      value: 'run with host',
    },
  ],
  misses: [
    {
      tool: { name: 'run', inputSchema: { type: 'object', properties: { speed: { type: 'string' } } } },
      value: 'run with host',
    },
  ],
}

export const serverMatter: Rule = {
  id: 'server-matter',
  learns: 'capabilities',
  shared: true,
  voice: 1.5,
  why: 'The world of the server: what comes back from a mailbox was written by strangers, a lamp is a thing.',
  observe: ({ server, name, verbAt }, see) => {
    const kind = kindOf(name[verbAt])
    for (const [matter, word] of server.matters) {
      see('server', word.text, matterTerms[matter]!)
      see('server', word.text, kind, onThe, matterTerms[matter]!)
      const group = groupOf[matter]
      if (group) see('server', word.text, kind, onAny, group)
    }
  },
  hits: [{ tool: { name: 'toggle_entity' }, server: 'homeassistant', value: 'change on device' }],
  misses: [{ tool: { name: 'toggle_entity' }, server: 'notes', value: 'change on device' }],
}

/** Matters that come to the same: strangers' words, ways to reach people, rights, secrets. */
const groups = Object.entries({
  strangers: ['issue', 'comment', 'post', 'web', 'search', 'news', 'video', 'wiki', 'ticket'],
  correspondence: ['mail', 'chat', 'call', 'notice'],
  rights: ['grant', 'share', 'signin', 'invite', 'gate', 'key'],
  secrets: ['secret', 'token'],
  model: ['ai', 'generation'],
  possessions: ['mine', 'business', 'files'],
} satisfies Record<string, Matter[]>)
const matterTerms = matters.map(term)
const groupOf = matters.map(matter => {
  const group = groups.findLast(([, members]) => (members as Matter[]).includes(matter))
  return group && term(group[0])
})

/** Which of the found matters stands nearest to the verb. */
function nearestOf(found: readonly (Token | undefined)[]): number | undefined {
  let nearest: number | undefined
  for (let matter = 0; matter < found.length; matter++) {
    const token = found[matter]
    if (token !== undefined && (nearest === undefined || token.start < found[nearest]!.start))
      nearest = matter
  }
  return nearest
}

function kindOf(verb: Word | undefined): Term {
  return verb?.as.verbKinds[0] ?? nothing
}

/**
 * The first token of each matter, by its place in `matters`, among those that are not negated. Overwritten by the
 * next call.
 */
function meant(
  { tokens, negatedFrom, negatedTo }: Sentence,
  from: number,
  to: number,
): readonly (Token | undefined)[] {
  let any = false
  meantFirst.fill(undefined)
  for (let place = from; place < tokens.length && place < to; place++) {
    if (place >= negatedFrom && place < negatedTo) continue
    for (const matter of mattersOf(tokens[place]!.word)) {
      meantFirst[matter] ??= tokens[place]
      any = true
    }
  }
  return any ? meantFirst : none
}

const meantFirst: (Token | undefined)[] = matters.map(() => undefined)
const none: readonly undefined[] = []

const nothing = term('nothing')

const returns = term('returns')

const says = term('says')

const ontoAny = link(' > any ')

const ontoFirst = link(' > first ')

const ontoFirstAny = link(' > first any ')

const onAny = link(' on any ')
