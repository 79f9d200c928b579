/** A string as JSON has it, in printable ASCII only, so that no direction mark or control character hides in it. */
export function asciiJson(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\uffff]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** A document of JSON, in printable ASCII only, with a newline at its end. */
export function jsonDocument(value: unknown): string {
  const text = JSON.stringify(value, null, 2)
  return `${text.replaceAll(/[\u007f-\uffff]/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`
}

/** Whether a text is whole Unicode: half a surrogate pair cannot be written in any format but JSON. */
export function isWhole(text: string): boolean {
  return text.isWellFormed()
}
