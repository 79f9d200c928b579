import lexicon from '../../data/lexicon.json' with { type: 'json' }
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
  if (rows.length === 0) return undefined
  for (const word of words) {
    const kinds = kindsOf(word)
    if (kinds.length === 0) continue
    for (const { wheres, category } of rows) {
      for (const kind of kinds) {
        const where = wheres[kind]
        if (where === 'anywhere' || (where !== undefined && world.has(where))) return category
      }
    }
  }
  return undefined
}

/** The kinds of things that a word may name, by their places in the lexicon. */
const kindsOf = perWord((word): readonly number[] => word.nounKinds.map(kind => nounKinds.indexOf(kind)))
const nounKinds = Object.keys(lexicon.nouns) as NounKind[]

const nothing: readonly never[] = []

/** The world in which a category holds for each kind of objects, by their places in the lexicon. */
type Entry = { wheres: readonly (NounKind | 'anywhere' | undefined)[]; category: GradedCategory }

const byVerb = new Map(Object.entries(senses.verbs).map(([verb, rows]) => [verb, rows.map(toEntry)]))
const byVerbFrom = new Map(Object.entries(senses.from).map(([verb, rows]) => [verb, rows.map(toEntry)]))
const byKind = new Map(
  Object.entries(senses.kinds).map(([kind, rows]) => [kind as VerbKind, rows.map(toEntry)]),
)

/** Reads `["billing plan@billing", "Financial"]`: a bill, or a plan where the server deals in bills. */
function toEntry([nouns, category]: string[]): Entry {
  const wheres: Entry['wheres'][number][] = nounKinds.map(() => undefined)
  for (const noun of nouns === '*' ? [] : nouns!.split(' ')) {
    const [kind, where = 'anywhere'] = noun.split('@')
    wheres[nounKinds.indexOf(kind as NounKind)] = where as NounKind | 'anywhere'
  }
  return { wheres, category: category as GradedCategory }
}
