/** A sentence ends with its mark before a space, or with its line; what looks like `e.g.` does not end one. */
const sentenceEnd = /(?<![.\s]\p{L}|\p{Lu})[.!?](?=\s)|[\r\n]/u

/** The first sentence of a stranger's text, on one line; empty where there is none. */
export function firstSentence(text: string, longest = 160): string {
  const start = text.slice(0, 2000).trim()
  const end = sentenceEnd.exec(start)
  const sentence = (end ? start.slice(0, end.index + end[0].length) : start).trim().replace(/\s+/g, ' ')
  if (sentence.length <= longest) return sentence
  const cut = sentence.lastIndexOf(' ', longest)
  return `${sentence.slice(0, cut > longest / 2 ? cut : longest).toWellFormed()} …`
}
