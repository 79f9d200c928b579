import type { Reading } from './reading/read-definition.ts'
import { senseOf } from './reading/sense.ts'
import { splitName } from './reading/split-name.ts'
import type { Word } from './reading/word.ts'
import type { GradedCategory } from './types.ts'

/** What one value of the selecting parameter makes of the tool; null where the value's verb is not known. */
export type OfferedMode = {
  parameter: string
  choice: string
  category: GradedCategory | null
  plain: boolean
}

/** The modes that a tool offers through the parameter that selects what it does, in the order of its values. */
export function offeredModes({ selector, object, server }: Reading): OfferedMode[] {
  if (selector === null) return []
  return selector.choices.map(choice => {
    const words = splitName(choice)
    const verb = words.find(word => word.verb !== '')
    const sense = verb ? senseOf(verb, objectsOf(words, verb, object), server.world) : null
    return {
      parameter: selector.name,
      choice,
      category: sense?.category ?? null,
      plain: verb !== undefined && plainRemovals.has(verb.verb),
    }
  })
}

/** Verbs that mean loss whatever else is said; a mode of theirs decides the headline. */
const plainRemovals = new Set('delete drop destroy purge wipe truncate erase uninstall terminate'.split(' '))

function objectsOf(words: readonly Word[], verb: Word, object: readonly Word[]): readonly Word[] {
  return [...words.filter(word => word !== verb), ...object]
}
