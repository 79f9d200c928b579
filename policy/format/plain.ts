const longest = 80

/**
 * A stranger's text as it may stand inside a sentence: without control and direction characters, on one line,
 * shortened. Pages still have to escape it.
 */
export function plain(text: string): string {
  if (plainAlready.test(text)) return text
  const clean = text
    .slice(0, 1000)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
  const characters = [...clean]
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : clean
}

/** What names mostly are, told at every call. As long as `longest`. */
const plainAlready = /^[!-~]{1,80}$/
