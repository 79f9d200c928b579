import type { Reading } from '../reading/read-definition.ts'
import { type Term, term } from '../reading/term.ts'
import type { Word } from '../reading/word.ts'
import { beside, onto } from './links.ts'
import type { Rule } from './rule.ts'

const at = '/name'

export const nameVerb: Rule = {
  id: 'name-verb',
  why: 'The verb of the name is the best single sign of what a tool does, where its object does not decide.',
  observe: (reading, see) => {
    const verb = reading.name[reading.verbAt]
    if (verb !== undefined && !reading.nameSense?.byObject) see(at, verb.text, verb.as.verb)
  },
  hits: [
    { tool: { name: 'deleteEverything' }, value: 'delete' },
    { tool: { name: 'mysql-start' }, value: 'start' },
    { tool: { name: 'order_status' }, value: 'status' },
    { tool: { name: '创建文件' }, value: 'create' },
  ],
  misses: [{ tool: { name: 'weather' }, value: 'weather' }],
}

export const nameLast: Rule = {
  id: 'name-last',
  voice: 0.5,
  why: 'The last word of the name says what is dealt with, or in generated names what is done.',
  observe: ({ name }, see) => {
    const last = name.at(-1)
    if (last !== undefined && name.length > 1) see(at, last.text, last.as.stem)
  },
  hits: [{ tool: { name: 'users_list' }, value: 'list' }],
  misses: [{ tool: { name: 'users_list' }, value: 'user' }],
}

export const nameObject: Rule = {
  id: 'name-object',
  voice: 0.5,
  why: 'What the verb of the name is done to.',
  observe: ({ object }, see) => {
    for (const word of object) see(at, word.text, word.as.stem)
  },
  hits: [{ tool: { name: 'get_wallet_balance' }, value: 'wallet' }],
  misses: [{ tool: { name: 'get_wallet' }, value: 'get' }],
}

export const namePair: Rule = {
  id: 'name-pair',
  voice: 0.5,
  why: 'The same verb does different things to different objects: setting a timer, setting a password.',
  observe: ({ name, verbAt, object }, see) => {
    const verb = name[verbAt]
    if (verb === undefined) return
    const [first] = object
    const last = object.at(-1)
    const deed = (word: Word) => ({ first: verb.text, between: ' ', second: word.text })
    if (first !== undefined) see(at, deed(first), verb.as.verb, beside, first.as.stem)
    if (last !== undefined && last !== first) see(at, deed(last), verb.as.verb, beside, last.as.stem)
    for (const word of object) {
      const excerpt = deed(word)
      for (const noun of word.as.nounKinds) {
        see(at, excerpt, verb.as.verb, onto, noun)
        for (const kind of verb.as.verbKinds) see(at, excerpt, kind, onto, noun)
      }
    }
  },
  hits: [
    { tool: { name: 'revoke_api_token' }, value: 'remove > secret' },
    { tool: { name: 'run_script' }, value: 'run script' },
  ],
  misses: [{ tool: { name: 'token_count' }, value: 'remove > secret' }],
}

export const nameShape: Rule = {
  id: 'name-shape',
  circumstance: true,
  why: 'A name without a verb, or with its verb at the end, is read with more care.',
  observe: (reading, see) => see(at, reading.definition.name.slice(0, 60), shapeOf(reading)),
  hits: [
    { tool: { name: 'weather' }, value: 'no verb, one word' },
    { tool: { name: 'mysql-start' }, value: 'verb last' },
  ],
  misses: [{ tool: { name: 'start_mysql' }, value: 'verb last' }],
}

export const titleWord: Rule = {
  id: 'title-word',
  voice: 0.7,
  why: 'A title says in plain words what a short name leaves out.',
  observe: ({ title }, see) => {
    title.forEach((word, place) => {
      if (place === 0 && word.verb !== '') {
        see('/title', word.text, first, beside, word.as.verb)
        for (const kind of word.as.verbKinds) see('/title', word.text, firstKind, beside, kind)
      }
      see('/title', word.text, word.as.stem)
    })
  },
  hits: [{ tool: { name: 'x1', title: 'Delete a bucket' }, value: 'first delete' }],
  misses: [{ tool: { name: 'delete' }, value: 'first delete' }],
}

const first = term('first')
const firstKind = term('first kind')

function shapeOf({ name, verbAt }: Reading): Term {
  const size = name.length === 1 ? 0 : name.length > 4 ? 2 : 1
  if (verbAt === -1) return withoutVerb[size]!
  if (verbAt === 0) return verbFirst[size]!
  return verbAt === name.length - 1 ? verbLast : verbWithin
}

const sizes = ['one word', 'few words', 'many words']
const withoutVerb = sizes.map(size => term(`no verb, ${size}`))
const verbFirst = sizes.map(size => term(`verb first, ${size}`))
const verbLast = term('verb last')
const verbWithin = term('verb within')
