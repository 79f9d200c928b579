import senses from '../../data/senses.json' with { type: 'json' }
import { type Word, wordOf } from './word.ts'

/**
 * The verb that two words make together: to roll back is not to roll, and to top up is no top. Undefined where
 * they make none.
 */
export function phrasalVerb(first: Word, second: Word): Word | undefined {
  return phrases.get(first.verb === '' ? first.text : first.verb)?.get(second.text)
}

/** The words of a name with such verbs as one word each: `roll_back_release`. */
export function withPhrasalVerbs(words: readonly Word[]): readonly Word[] {
  const joined: Word[] = []
  for (let place = 0; place < words.length; place++) {
    const next = words[place + 1]
    const together = next && phrasalVerb(words[place]!, next)
    joined.push(together ?? words[place]!)
    if (together !== undefined) place++
  }
  return joined.length === words.length ? words : joined
}

/** By verb and particle. */
const phrases = new Map<string, Map<string, Word>>()
for (const [phrase, verb] of Object.entries(senses.phrases)) {
  const [first, particle] = phrase.split(' ') as [string, string]
  phrases.set(first, (phrases.get(first) ?? new Map()).set(particle, wordOf(verb)))
}
