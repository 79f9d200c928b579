/** A thing of schema.org as the text of a script: data in a script ends with the first `</`, whatever the quotes say. */
export function jsonLd(thing: object): string {
  return JSON.stringify({ '@context': 'https://schema.org', ...thing }).replace(
    /[<>&\u2028\u2029]/g,
    each => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
