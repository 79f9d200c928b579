import type { Sentence, Token } from './read-text.ts'

export type MainVerb = {
  token: Token
  /** Its place among the sentence's tokens. */
  place: number
  /** Whether nothing but fillers stands before it. */
  direct: boolean
}

/** The main verb of a sentence that describes a tool: the first verb that is no filler, near its beginning. */
export function mainVerb({ tokens }: Sentence): MainVerb | null {
  let direct = true
  const end = Math.min(tokens.length, reach)
  for (let place = 0; place < end; place++) {
    const token = tokens[place]!
    const { text, verb } = token.word
    if (openers.has(text)) continue
    if (verb !== '') return { token, place, direct }
    direct = false
  }
  return null
}

const reach = 12

/** Words with which sentences about tools begin, before they come to the point. */
const openers = new Set(
  'this the a an tool tools function method endpoint api mcp it that which will can could may would should must you your we i to for use used using uses allow allows allowing let lets enable enables enabling help helps helping ability able provide provides providing perform performs performing please simply quickly easily safely automatically permanently immediately programmatically directly first also then and is are be been being was has have do does when if by in on at of'.split(
    ' ',
  ),
)
