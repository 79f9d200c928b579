import senses from '../../data/senses.json' with { type: 'json' }
import type { GradedCategory } from '../types.ts'
import { perWord } from './per-word.ts'
import type { NounKind, VerbKind, Word } from './word.ts'

/** What a verb amounts to with the objects it is given, and whether the objects decided it. */
export type Sense = { category: GradedCategory; byObject: boolean }

/** Kinds of things that a server deals in. */
type World = ReadonlyMap<NounKind, string>

/**
 * The category that a verb has when it is done to these objects: `create` is a Write, and Financial with an
 * `invoice`; with a `subscription` it is so in a world of bills only. The objects stand in the order of their
 * weight, head noun first: a `comment reaction` is a reaction. `origins` is what they are taken from: what is
 * removed from a list is still there. Null where the verb is not known.
 */
export function senseOf(
  verb: Word,
  objects: readonly Word[],
  world: World,
  origins: readonly Word[] = nothing,
): Sense | null {
  if (verb.verb === '') return null
  const away = origins.length === 0 ? undefined : byVerbFrom.get(verb.verb)
  const category =
    categoryBy(origins, away ?? nothing, world) ?? categoryBy(objects, rowsOf(verb), world) ?? null
  if (category !== null) return { category, byObject: true }
  const otherwise = rowsOf(verb).at(-1)
  return otherwise === undefined ? null : { category: otherwise.category, byObject: false }
}

const rowsOf = perWord(
  (verb): readonly Entry[] => byVerb.get(verb.verb) ?? byKind.get(verb.verbKinds[0]!) ?? nothing,
)

function categoryBy(
  words: readonly Word[],
  rows: readonly Entry[],
  world: World,
): GradedCategory | undefined {
  for (const { nounKinds } of words) {
    if (nounKinds.length === 0) continue
    for (const { nouns, category } of rows) {
      for (const kind of nounKinds) {
        const where = nouns?.get(kind)
        if (where === 'anywhere' || (where !== undefined && world.has(where))) return category
      }
    }
  }
  return undefined
}

const nothing: readonly never[] = []

/** The kinds of objects for which a category holds, each with the world in which it does. */
type Entry = { nouns: ReadonlyMap<NounKind, NounKind | 'anywhere'> | null; category: GradedCategory }

const byVerb = new Map(Object.entries(senses.verbs).map(([verb, rows]) => [verb, rows.map(toEntry)]))
const byVerbFrom = new Map(Object.entries(senses.from).map(([verb, rows]) => [verb, rows.map(toEntry)]))
const byKind = new Map(
  Object.entries(senses.kinds).map(([kind, rows]) => [kind as VerbKind, rows.map(toEntry)]),
)

/** Reads `["billing plan@billing", "Financial"]`: a bill, or a plan where the server deals in bills. */
function toEntry([nouns, category]: string[]): Entry {
  const kinds = nouns!.split(' ').map(noun => {
    const [kind, where = 'anywhere'] = noun.split('@')
    return [kind, where] as [NounKind, NounKind | 'anywhere']
  })
  return { nouns: nouns === '*' ? null : new Map(kinds), category: category as GradedCategory }
}
