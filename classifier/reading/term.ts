/** A word or turn that rules see, one object for each, which is looked up by its number instead of its letters. */
export type Term = {
  readonly text: string
  /** Unlike that of any other term, or 0 where the text is too strange to be kept. */
  readonly id: number
}

/** The term of a text. */
export function term(text: string): Term {
  const known = terms.get(text)
  if (known !== undefined) return known
  if (terms.size === termLimit) return { text, id: 0 }
  const made = { text, id: terms.size + 1 }
  terms.set(text, made)
  return made
}

const terms = new Map<string, Term>()
/** Far more than the tools of the world use: the words of strangers must not fill the memory. */
const termLimit = 200_000

/** What joins two terms to one value: `create > file`. */
export type Link = { readonly text: string; readonly id: number }

export function link(text: string): Link {
  const known = links.get(text)
  if (known !== undefined) return known
  const made = { text, id: links.size + 1 }
  links.set(text, made)
  return made
}

const links = new Map<string, Link>()
