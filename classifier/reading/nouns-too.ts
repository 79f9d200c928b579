import { perWord } from './per-word.ts'
import type { Word } from './word.ts'

/** Words that are verbs and nouns alike: alone they do not show which of the two is meant. */
export const nounsToo: ReadonlySet<string> = new Set(
  'order trade message comment post call report log test run issue record file note bid charge email mail invite key bill play process release schedule service short address campaign capture claim contact design deposit event forward index input link map model monitor mute position pin plan project rank research review sample scan share sort stage stake swap tag task text trace transfer vote book cache chat state status query stream stock bookmark branch cover cut echo head help match mint mouse notes output page pool power prompt quote react report roll score seed session star summary table tap template tip token touch train type value watch work workflow automate control command chart compute mock style benchmark paste grade favorite favourite block author average factor stash store tree stat cluster host access display notification'.split(
    ' ',
  ),
)

/** Whether a word is a verb in its base form, and nothing else. */
export const isPlainVerb: (word: Word) => boolean = perWord(
  ({ text, verb }) => verb !== '' && verb === text && !nounsToo.has(text),
)
