import { perWord } from './per-word.ts'
import type { Sentence, Token } from './read-text.ts'
import { wordOf } from './word.ts'

export type PromiseKind = keyof typeof phrases

/** Where a description promises or warns of something, each kind at its first place, from token to token. */
export type Promises = ReadonlyMap<PromiseKind, { from: Token; to: Token }>

/** What each turn of phrase amounts to. Compared stem by stem; words that punctuation parts are two. */
const phrases = {
  'reads only':
    'read only|readonly|select only|only select|only reads|no side effect|does not modify|doesn t modify|without modifying|does not change|without changing|does not execute|without executing|no changes|never modifies|never writes|non destructive|queries only|not modify',
  irreversible:
    'cannot be undone|can t be undone|irreversible|irreversibly|cannot be recovered|cannot be reversed|not reversible|no undo|permanent|permanently|unrecoverable|destructive',
  overwrites:
    'overwrite|overwriting|replaces the entire|replace the entire|completely replace|replaces all|replace all|will be replaced|will be lost|entire contents|full replacement',
  'asks first':
    'confirm with the user|user confirmation|requires confirmation|ask the user|explicit confirmation|explicit approval|human approval|must confirm|confirmation required|user has approved|must be true',
  warns: 'warning|caution|danger|dangerous|use with care|careful',
  'real money':
    'real money|real funds|on chain|onchain|mainnet|costs money|will be charged|actual payment|spends',
  'play money':
    'paper trading|paper trade|virtual|simulated|simulation|testnet|devnet|sandbox|demo account|play money|mock',
  'dry run':
    'dry run|dryrun|preview|without sending|without actually|does not send|unsigned|does not submit|not submit|not broadcast|without saving|does not save',
  billed: 'credits|billed|costs|paid api|per call|quota|api units',
  'can be undone':
    'soft delete|to trash|to the trash|can be restored|can be undone|can be recovered|reversible|recoverable|archive|archived|recycle bin',
  'hands over':
    'opens a browser|approval page|user must sign|for the user to sign|returns a link|returns a url|sign it',
  'writes a file':
    'save to|saved to|saves to|saves the|save the|written to|writes to|write to|to a file|into a file|to file|to disk|output file|output directory|local file',
} as const

export function readPromises(sentences: readonly Sentence[]): Promises {
  const found = new Map<PromiseKind, { from: Token; to: Token }>()
  for (const sentence of sentences) {
    const { tokens, negatedFrom, negatedTo } = sentence
    for (let place = 0; place < tokens.length; place++) {
      const starting = startingWith(tokens[place]!.word)
      if (starting === null) continue
      for (const { promise, stems } of starting) {
        if (found.has(promise) || !follows(tokens, place, stems)) continue
        if (place > negatedFrom && place < negatedTo && !affirmed.has(promise)) continue
        found.set(promise, { from: tokens[place]!, to: tokens[place + stems.length - 1]! })
      }
    }
  }
  return found
}

/** What is meant also where a negation stands before it: "does not modify, read-only". */
const affirmed: ReadonlySet<PromiseKind> = new Set(['reads only', 'dry run'] as const)

function follows(tokens: readonly Token[], place: number, stems: readonly string[]): boolean {
  for (let next = 1; next < stems.length; next++) {
    if (tokens[place + next]?.word.stem !== stems[next]) return false
  }
  return true
}

const startingWith = perWord(({ stem }) => byFirst.get(stem) ?? null)

const byFirst = new Map<string, { promise: PromiseKind; stems: string[] }[]>()
for (const [promise, forms] of Object.entries(phrases) as [PromiseKind, string][]) {
  for (const form of forms.split('|')) {
    const stems = form.split(' ').map(text => wordOf(text).stem)
    byFirst.set(stems[0]!, [...(byFirst.get(stems[0]!) ?? []), { promise, stems }])
  }
}
