import senses from '../../data/senses.json' with { type: 'json' }
import type { GradedCategory } from '../types.ts'
import type { NounKind, VerbKind, Word } from './word.ts'

/** What a verb amounts to with the objects it is given, and whether the objects decided it. */
export type Sense = { category: GradedCategory; byObject: boolean }

/**
 * The category that a verb has when it is done to these objects: `create` is a Write, and Financial with an
 * `invoice`. Null where the verb is not known.
 */
export function senseOf(verb: Word, objects: readonly Word[]): Sense | null {
  if (verb.verb === '') return null
  const table = byVerb.get(verb.verb) ?? byKind.get(verb.verbKinds[0]!)
  for (const { nouns, category } of table ?? []) {
    if (nouns === null) return { category, byObject: false }
    if (objects.some(word => word.nounKinds.some(kind => nouns.has(kind))))
      return { category, byObject: true }
  }
  return null
}

type Entry = { nouns: ReadonlySet<NounKind> | null; category: GradedCategory }

const byVerb = new Map(Object.entries(senses.verbs).map(([verb, rows]) => [verb, rows.map(toEntry)]))
const byKind = new Map(
  Object.entries(senses.kinds).map(([kind, rows]) => [kind as VerbKind, rows.map(toEntry)]),
)

function toEntry([nouns, category]: string[]): Entry {
  return {
    nouns: nouns === '*' ? null : new Set(nouns!.split(' ') as NounKind[]),
    category: category as GradedCategory,
  }
}
