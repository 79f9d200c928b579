/**
 * A function that joins two words by a link, making each pair once. Rules say such values of every tool, and a
 * string that is made anew has to be hashed anew before its weight is found.
 */
export function joiner(link: string): (first: string, second: string) => string {
  const pairs = new Map<string, Map<string, string>>()
  return (first, second) => {
    let seconds = pairs.get(first)
    if (seconds === undefined) {
      seconds = new Map()
      if (pairs.size < pairLimit) pairs.set(first, seconds)
    }
    const known = seconds.get(second)
    if (known !== undefined) return known
    const pair = `${first}${link}${second}`
    if (seconds.size < pairLimit) seconds.set(second, pair)
    return pair
  }
}

/** Far more words than the tools of the world use: strange ones must not fill the memory. */
const pairLimit = 5000

/** `create > file`: what is done to what. */
export const onto = joiner(' > ')
/** `kind remove`, `send email`. */
export const beside = joiner(' ')
