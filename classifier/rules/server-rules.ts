import { stemsOf } from '../reading/read-server.ts'
import { term } from '../reading/term.ts'
import { onThe } from './links.ts'
import type { Rule } from './rule.ts'

export const serverWord: Rule = {
  id: 'server-word',
  circumstance: true,
  voice: 0.8,
  shared: true,
  why: 'The server says what world its tools live in: a broker, a browser, a calculator.',
  observe: ({ server }, see) => {
    for (const word of server.words) see('server', word.text, word.as.stem)
  },
  hits: [{ tool: { name: 'x' }, server: 'acme-trading', value: 'trade' }],
  misses: [{ tool: { name: 'trading' }, server: 'acme', value: 'trade' }],
}

export const serverAndVerb: Rule = {
  id: 'server-and-verb',
  circumstance: true,
  shared: true,
  why: 'The same verb means more on one server than on another: `close` on a broker, `click` in a browser.',
  observe: ({ server, name, verbAt }, see) => {
    const verb = name[verbAt]
    if (verb === undefined) return
    for (const [noun, excerpt] of server.world) {
      const told = { first: excerpt, between: ': ', second: verb.text }
      const what = term(noun)
      for (const kind of verb.as.verbKinds) see('server', told, kind, onThe, what)
    }
  },
  hits: [{ tool: { name: 'swap' }, server: 'solana wallet', value: 'pay on crypto' }],
  misses: [{ tool: { name: 'swap' }, server: 'texts', value: 'pay on crypto' }],
}

export const siblingUndoes: Rule = {
  id: 'sibling-undoes',
  why: 'What another tool of the same server can put back is not lost.',
  observe: ({ server, name, verbAt }, see) => {
    const verb = name[verbAt]
    if (verb === undefined || verbAt !== 0 || !opposites.has(verb.verb)) return
    const deeds = server.deeds.get(stemsOf(name.slice(1)))
    for (const opposite of opposites.get(verb.verb) ?? []) {
      if (deeds?.has(opposite)) see('/name', verb.text, term(`${verb.verb} by ${opposite}`))
    }
  },
  hits: [{ tool: { name: 'remove_label' }, siblings: ['add_label'], value: 'remove by add' }],
  misses: [{ tool: { name: 'remove_label' }, siblings: ['add_member'], value: 'remove by add' }],
}

const opposites = new Map([
  ['remove', ['add', 'assign', 'attach', 'set', 'create']],
  ['delete', ['create', 'add', 'set', 'upload', 'write']],
  ['clear', ['set', 'add', 'create']],
  ['revoke', ['grant', 'create', 'add']],
  ['disable', ['enable']],
  ['stop', ['start']],
  ['unassign', ['assign']],
  ['detach', ['attach']],
  ['archive', ['unarchive', 'restore']],
  ['start', ['stop']],
  ['lock', ['unlock']],
])
