/** A sentence in which some words are names or code, often a stranger's, and are shown as such. */
export type Said = (
  | string
  | { code: string }
  | { name: string }
  | { quote: string }
  | { href: string; text: string }
)[]

/** Something that is written as code: a tool's or a parameter's name, a value. */
export const code = (text: string) => ({ code: text })
/** A name in running text, such as a server's. */
export const name = (text: string) => ({ name: text })
/** A stranger's own words, between quotation marks. */
export const quote = (text: string) => ({ quote: text })
/** A link to a page of this site. Never to an address that a stranger wrote. */
export const link = (href: `/${string}`, text: string) => ({ href, text })

/** Puts a sentence together: say`${code(tool.name)} takes ${3} parameters.` */
export function say(words: TemplateStringsArray, ...values: (Said | Said[number] | number)[]): Said {
  return words.flatMap((word, at) => {
    const value = values[at]
    if (value === undefined) return word
    return [word, ...(Array.isArray(value) ? value : [typeof value === 'number' ? String(value) : value])]
  })
}

/** `a, b and c` of things that are said. */
export function sayList(items: Said[number][], last = 'and'): Said {
  return items.flatMap((item, at) => {
    if (at === 0) return [item]
    return [at === items.length - 1 ? ` ${last} ` : ', ', item]
  })
}
