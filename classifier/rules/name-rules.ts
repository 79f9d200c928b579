import type { Reading } from '../reading/read-definition.ts'
import { beside, onto } from './joined.ts'
import type { Rule } from './rule.ts'

const at = '/name'

export const nameVerb: Rule = {
  id: 'name-verb',
  why: 'The verb of the name is the best single sign of what a tool does.',
  observe: (reading, see) => {
    const verb = reading.name[reading.verbAt]
    if (verb !== undefined) see(verb.verb, at, verb.text)
  },
  hits: [
    { tool: { name: 'deleteProject' }, value: 'delete' },
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
    if (last !== undefined && name.length > 1) see(last.stem, at, last.text)
  },
  hits: [{ tool: { name: 'users_list' }, value: 'list' }],
  misses: [{ tool: { name: 'users_list' }, value: 'user' }],
}

export const nameObject: Rule = {
  id: 'name-object',
  voice: 0.5,
  why: 'What the verb of the name is done to.',
  observe: ({ object }, see) => {
    for (const word of object) see(word.stem, at, word.text)
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
    if (first !== undefined) see(beside(verb.verb, first.stem), at, `${verb.text} ${first.text}`)
    if (last !== undefined && last !== first)
      see(beside(verb.verb, last.stem), at, `${verb.text} ${last.text}`)
    for (const word of object) {
      for (const noun of word.nounKinds) {
        see(onto(verb.verb, noun), at, `${verb.text} ${word.text}`)
        for (const kind of verb.verbKinds) see(onto(kind, noun), at, `${verb.text} ${word.text}`)
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
  observe: (reading, see) => see(shapeOf(reading), at, reading.definition.name.slice(0, 60)),
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
        see(beside('first', word.verb), '/title', word.text)
        for (const kind of word.verbKinds) see(beside('first kind', kind), '/title', word.text)
      }
      see(word.stem, '/title', word.text)
    })
  },
  hits: [{ tool: { name: 'x1', title: 'Delete a bucket' }, value: 'first delete' }],
  misses: [{ tool: { name: 'delete' }, value: 'first delete' }],
}

function shapeOf({ name, verbAt }: Reading): string {
  const size = name.length === 1 ? 'one word' : name.length > 4 ? 'many words' : 'few words'
  if (verbAt === -1) return `no verb, ${size}`
  if (verbAt === 0) return `verb first, ${size}`
  return verbAt === name.length - 1 ? 'verb last' : 'verb within'
}
