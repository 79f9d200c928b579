import { mainVerb } from '../reading/main-verb.ts'
import { type Matter, matters, mattersOf } from '../reading/matter.ts'
import type { Reading } from '../reading/read-definition.ts'
import type { Sentence, Token } from '../reading/read-text.ts'
import type { Word } from '../reading/word.ts'
import { beside, joiner, onto } from './joined.ts'
import type { Rule } from './rule.ts'

export const nameMatter: Rule = {
  id: 'name-matter',
  learns: 'capabilities',
  why: 'What the name is about, and what kind of verb is done to it: looking at a secret, changing a role.',
  observe: ({ name, verbAt, object }, see) => {
    const kind = kindOf(name[verbAt])
    const excerpt = (word: Word) => (verbAt === -1 ? word.text : `${name[verbAt]!.text} ${word.text}`)
    for (const [matter, word] of firstOfEach(object)) {
      see(matter, '/name', word.text)
      see(onto(kind, matter), '/name', excerpt(word))
      const group = groupOf.get(matter)
      if (group !== undefined) see(ontoAny(kind, group), '/name', excerpt(word))
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
    found.forEach((token, matter) => {
      if (token === undefined) return
      const excerpt = wordsAt(reading, token)
      see(matters[matter]!, '/description', excerpt)
      see(onto(kind, matters[matter]!), '/description', excerpt)
      const group = groupOf.get(matters[matter]!)
      if (group !== undefined) see(ontoAny(kind, group), '/description', excerpt)
    })
    const nearest = nearestOf(found)
    if (nearest === undefined) return
    const excerpt = wordsAt(reading, found[nearest]!)
    see(ontoFirst(kind, matters[nearest]!), '/description', excerpt)
    const group = groupOf.get(matters[nearest]!)
    if (group !== undefined) see(ontoFirstAny(kind, group), '/description', excerpt)
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
    const seen = new Set<string>()
    for (const sentence of reading.sentences.slice(1, 24)) {
      if (sentence.section === 'inputs' || sentence.section === 'examples') continue
      const part = sentence.section === 'outputs' ? 'returns' : 'says'
      meant(sentence, 0, 40).forEach((token, matter) => {
        const value = beside(part, matters[matter]!)
        if (token === undefined || seen.has(value)) return
        seen.add(value)
        see(value, '/description', wordsAt(reading, token))
      })
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
          see(matters[matter]!, at, said.slice(0, 60))
          see(withThe(kind, matters[matter]!), at, said.slice(0, 60))
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
    for (const [matter, word] of firstOfEach(server.words)) {
      see(matter, 'server', word.text)
      see(onThe(kind, matter), 'server', word.text)
      const group = groupOf.get(matter)
      if (group !== undefined) see(onAny(kind, group), 'server', word.text)
    }
  },
  hits: [{ tool: { name: 'toggle_entity' }, server: 'homeassistant', value: 'change on device' }],
  misses: [{ tool: { name: 'toggle_entity' }, server: 'notes', value: 'change on device' }],
}

/** Matters that come to the same: strangers' words, ways to reach people, rights, secrets. */
const groupOf = new Map<Matter, string>(
  Object.entries({
    strangers: ['issue', 'comment', 'post', 'web', 'search', 'news', 'video', 'wiki', 'ticket'],
    correspondence: ['mail', 'chat', 'call', 'notice'],
    rights: ['grant', 'share', 'signin', 'invite', 'gate', 'key'],
    secrets: ['secret', 'token'],
    model: ['ai', 'generation'],
    possessions: ['mine', 'business', 'files'],
  } satisfies Record<string, Matter[]>).flatMap(([group, members]) =>
    members.map(member => [member, group] as const),
  ),
)

/** Which of the found matters stands nearest to the verb. */
function nearestOf(found: (Token | undefined)[]): number | undefined {
  let nearest: number | undefined
  found.forEach((token, matter) => {
    if (token !== undefined && (nearest === undefined || token.start < found[nearest]!.start))
      nearest = matter
  })
  return nearest
}

function kindOf(verb: Word | undefined): string {
  return verb?.verbKinds[0] ?? 'nothing'
}

function firstOfEach(words: readonly Word[]): Map<Matter, Word> {
  const found = new Map<Matter, Word>()
  for (const word of words) {
    for (const matter of mattersOf(word)) if (!found.has(matters[matter]!)) found.set(matters[matter]!, word)
  }
  return found
}

/** The first token of each matter, by its place in `matters`, among those that are not negated. */
function meant(
  { tokens, negatedFrom, negatedTo }: Sentence,
  from: number,
  to: number,
): (Token | undefined)[] {
  const found: (Token | undefined)[] = []
  for (let place = from; place < tokens.length && place < to; place++) {
    if (place >= negatedFrom && place < negatedTo) continue
    for (const matter of mattersOf(tokens[place]!.word)) found[matter] ??= tokens[place]
  }
  return found
}

function wordsAt({ definition }: Reading, { start, end }: Token): string {
  return (definition.description ?? '').slice(start, end)
}

const ontoAny = joiner(' > any ')

const ontoFirst = joiner(' > first ')

const ontoFirstAny = joiner(' > first any ')

const withThe = joiner(' with ')

const onThe = joiner(' on ')

const onAny = joiner(' on any ')
