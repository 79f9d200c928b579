/** Longer names and texts are cut, for an agent could fill the disk with them. In characters. */
export const longest = { name: 256, keys: 64, text: 1_024, values: 65_536 }

export function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}… (${text.length} characters)`
}
