import type { GradedCategory } from '../types.ts'
import { nounsToo } from './nouns-too.ts'
import type { Reading } from './read-definition.ts'
import type { Sense } from './sense.ts'

/**
 * The harm that the name, or the first sentence with the parameters, show so plainly that no text beside them
 * can make a Read of it, whatever it promises: removing, paying, running what the caller writes. Null where
 * there is none.
 */
export function plainHarm(reading: Reading): GradedCategory | null {
  const { name, verbAt, nameSense, lead } = reading
  const named = name[verbAt]
  if (named !== undefined && nameSense !== null) {
    if (
      named.verbKinds.includes('run') &&
      nameSense.category === 'Execute' &&
      reading.parameters.some(takesCode)
    )
      return 'Execute'
    if ((!nounsToo.has(named.text) || nameSense.byObject) && isPlain(nameSense, named.verb))
      return nameSense.category
    if (nameSense.category === 'Read') return null
  }
  const said = lead?.main
  if (!said?.direct || !lead?.sense) return null
  return isPlain(lead.sense, said.token.word.verb) ? lead.sense.category : null
}

function isPlain({ category }: Sense, verb: string): boolean {
  if (category === 'Execute') return plainRuns.has(verb)
  return (category === 'Destructive' || category === 'Financial') && plainLosses.has(verb)
}

const plainRuns = new Set(
  'exec eval shell bash deploy redeploy restart reboot kill shutdown click press tap terminate spawn'.split(
    ' ',
  ),
)
const plainLosses = new Set(
  'delete remove drop destroy purge wipe truncate erase uninstall flush reset terminate revoke overwrite obliterate nuke pay buy sell refund withdraw transfer send charge purchase stake unstake swap donate order trade deposit mint bridge borrow repay'.split(
    ' ',
  ),
)

function takesCode({ depth, words }: Reading['parameters'][number]): boolean {
  return depth === 0 && words.some(({ text }) => codeWords.has(text))
}

const codeWords = new Set('code script command cmd commands shell javascript python program'.split(' '))
