import type { Category, Severity } from '../classifier/index.ts'

/** Where the picture is that stands for a label where a page is shared. All of them are in `public/pictures/`. */
export function pictureOf(label: { category: Category; severity: Severity } | null): `/${string}` {
  const name = label === null ? 'placard' : `${label.category}-${label.severity}`
  return `/pictures/${name.toLowerCase()}.png`
}
