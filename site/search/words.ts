/** Longer words are cut: nobody types them, and a stranger may write one of any length. */
const longestWord = 24
const scriptsWithoutSpaces =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]+$/u

/** Words that say nothing of a tool: they are not looked for, unless nothing else is asked. */
const empty = new Set(
  'a about all an and any are as at be been but by can for from has have if in into is it its may more not of on one only or other so such than that the their them then there these they this to up use used using via was what when where which will with you your'.split(
    ' ',
  ),
)

/**
 * The words of a text, in order: lower case, without accents, `camelCase` and `snake_case` taken apart, plurals as
 * singulars. The index and the query are both made of them, so what one does to a word the other does as well.
 */
export function wordsOf(text: string, mostCharacters = 600): string[] {
  return (
    text
      .slice(0, mostCharacters)
      .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
      .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
      .normalize('NFKD')
      .replace(/\p{M}+/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  ).flatMap(run => (scriptsWithoutSpaces.test(run) ? pairsOf(run) : singular(run.slice(0, longestWord))))
}

/** Whether a word says something of what is looked for. */
export function isTelling(word: string): boolean {
  return !empty.has(word)
}

/** A word of one form: `repositories` and `repository` meet. */
function singular(word: string): string {
  if (word.length < 4 || !word.endsWith('s')) return word
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`
  if (/(?:ss|us|is)$/.test(word)) return word
  return /(?:sses|xes|ches|shes)$/.test(word) ? word.slice(0, -2) : word.slice(0, -1)
}

/** Writing without spaces is cut into pairs of characters, each of which can be found. */
function pairsOf(run: string): string[] {
  const characters = [...run.slice(0, 200)]
  if (characters.length < 3) return [characters.join('')]
  return characters.slice(1).map((character, at) => characters[at] + character)
}
