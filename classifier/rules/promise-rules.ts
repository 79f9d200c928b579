import type { Reading } from '../reading/read-definition.ts'
import { term } from '../reading/term.ts'
import type { Rule, See } from './rule.ts'

const at = '/description'

export const promise: Rule = {
  id: 'promise',
  why: 'Some turns of phrase are promises or warnings: read-only, cannot be undone, real money, asks for confirmation.',
  observe: (reading, see) => {
    const named = reading.name[reading.verbAt]?.verbKinds[0] ?? 'nothing'
    const sense = (reading.nameSense ?? reading.lead?.sense)?.category ?? 'unknown'
    for (const [kind, { from, to }] of reading.promises) {
      const excerpt = { start: from.start, end: to.end }
      see(at, excerpt, term(kind))
      see(at, excerpt, term(`${kind}, name says ${named}`))
      see(at, excerpt, term(`${kind}, sense ${sense}`))
    }
  },
  hits: [
    {
      tool: { name: 'x', description: 'Wipes the disk. This action cannot be undone.' },
      value: 'irreversible',
    },
    { tool: { name: 'q', description: 'Runs a SQL query. Read-only: SELECT only.' }, value: 'reads only' },
  ],
  misses: [{ tool: { name: 'x', description: 'Undo the last edit.' }, value: 'irreversible' }],
}

export const silence: Rule = {
  id: 'silence',
  circumstance: true,
  why: 'A tool that says nothing of itself is judged from its name and parameters alone.',
  observe: (reading: Reading, see: See) => {
    const { description = '', inputSchema } = reading.definition
    if (description.trim() === '') see(at, '', term('no description'))
    else if (reading.sentences.length <= 1 && (reading.sentences[0]?.tokens.length ?? 0) < 4) {
      see(at, description.trim().slice(0, 60), term('hardly a description'))
    }
    if (inputSchema === undefined) see('/inputSchema', '', term('no schema'))
  },
  hits: [{ tool: { name: 'x' }, value: 'no description' }],
  misses: [{ tool: { name: 'x', description: 'Lists the files of a folder.' }, value: 'no description' }],
}
