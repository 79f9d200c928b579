/**
 * A stranger's text in which nothing is hidden: characters that control, change the direction of others or do
 * not show stand as their number, such as `\u{202e}`. Line ends stay.
 */
export function visibleText(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\u00a0\u115f\u1160\u3164\uffa0]/gu,
    character => (character === '\n' ? character : `\\u{${character.codePointAt(0)!.toString(16)}}`),
  )
}
