import type { Reading } from '../reading/read-definition.ts'
import type { Rule, See } from './rule.ts'

const at = '/description'

export const promise: Rule = {
  id: 'promise',
  why: 'Some turns of phrase are promises or warnings: read-only, cannot be undone, real money, asks for confirmation.',
  observe: (reading, see) => {
    const text = reading.definition.description ?? ''
    if (text.length < 8) return
    const { verbKinds } = reading.name[reading.verbAt] ?? { verbKinds: [] }
    lookFor(text.slice(0, 6000).toLowerCase(), (kind, from, to) => {
      const excerpt = text.slice(from, to)
      see(kind, at, excerpt)
      see(`${kind}, name says ${verbKinds[0] ?? 'nothing'}`, at, excerpt)
    })
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

/** What each turn of phrase amounts to. All lower case. */
const phrases: { [kind: string]: string[] } = {
  'reads only': [
    'read-only',
    'read only',
    'readonly',
    'select only',
    'only select',
    'no side effect',
    '只读',
    'does not modify',
    "doesn't modify",
    'without modifying',
    'does not change',
    'without changing',
    'does not execute',
    'without executing',
    'no changes',
  ],
  irreversible: [
    'cannot be undone',
    "can't be undone",
    'irreversibl',
    'cannot be recovered',
    'cannot be reversed',
    'not reversible',
    'no undo',
    'permanent',
    'unrecoverable',
    'destructive',
    '不可逆',
    '无法恢复',
    '不可恢复',
  ],
  overwrites: [
    'overwrit',
    'replaces the entire',
    'replace the entire',
    'completely replace',
    'replaces all',
    'will be replaced',
    'will be lost',
    '覆盖',
  ],
  'asks first': [
    'confirm with the user',
    'user confirmation',
    'requires confirmation',
    'ask the user',
    'explicit confirmation',
    'explicit approval',
    'human approval',
    'must confirm',
    'confirmation required',
    'user has approved',
    'must be true',
  ],
  warns: ['warning', 'caution', 'danger', 'use with care', '⚠'],
  'real money': [
    'real money',
    'real funds',
    'on-chain',
    'onchain',
    'mainnet',
    'costs money',
    'will be charged',
    'actual payment',
    'spends',
  ],
  'play money': [
    'paper trad',
    'virtual',
    'simulat',
    'testnet',
    'sandbox',
    'demo account',
    'play money',
    'mock',
  ],
  'dry run': [
    'dry run',
    'dry-run',
    'preview',
    'without sending',
    'without actually',
    'does not send',
    'unsigned',
  ],
  billed: ['credits', 'billed', 'costs ', 'paid api', 'per call', 'quota', 'api units'],
  'can be undone': [
    'soft delete',
    'soft-delete',
    'to trash',
    'moves to trash',
    'can be restored',
    'can be undone',
    'reversible',
    'recoverable',
    'archiv',
    'recycle bin',
  ],
}

function lookFor(text: string, found: (kind: string, from: number, to: number) => void): void {
  for (const [kind, forms] of phraseEntries) {
    for (const form of forms) {
      const from = text.indexOf(form)
      if (from === -1) continue
      found(kind, from, from + form.length)
      break
    }
  }
}

const phraseEntries = Object.entries(phrases)

export const silence: Rule = {
  id: 'silence',
  circumstance: true,
  why: 'A tool that says nothing of itself is judged from its name and parameters alone.',
  observe: (reading: Reading, see: See) => {
    const { description = '', inputSchema } = reading.definition
    if (description.trim() === '') see('no description', at, '')
    else if (reading.sentences.length <= 1 && (reading.sentences[0]?.tokens.length ?? 0) < 4) {
      see('hardly a description', at, description.trim().slice(0, 60))
    }
    if (inputSchema === undefined) see('no schema', '/inputSchema', '')
  },
  hits: [{ tool: { name: 'x' }, value: 'no description' }],
  misses: [{ tool: { name: 'x', description: 'Lists the files of a folder.' }, value: 'no description' }],
}
