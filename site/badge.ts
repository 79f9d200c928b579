import type { Category, Severity } from '../classifier/index.ts'

type Label = { category: Category; severity: Severity } | null

/** White on each of these has a contrast of more than 4.5. */
const colours = {
  Low: '#1f6b4f',
  Medium: '#7a5a00',
  High: '#a1430a',
  Critical: '#a5152b',
} as const satisfies Record<Severity, string>
const unknown = '#57506f'

const left = 62

/** In pixels; a badge is 20 high. */
export function badgeWidth(label: Label): number {
  return left + Math.ceil(badgeText(label).length * 6.6) + 14
}

/** A badge for a README: what the label says, in words and colour. Its widths are those of 11 px Verdana, rounded up. */
export function badgeSvg(label: Label): string {
  const says = badgeText(label)
  const right = badgeWidth(label) - left
  const ground = label === null || label.category === 'Ungraded' ? unknown : colours[label.severity]
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="Placard: ${says}"><title>Placard: ${says}</title><rect width="${left + right}" height="20" rx="3" fill="#1d2127"/><path d="M${left} 0h${right - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-${right - 3}z" fill="${ground}"/><path d="M11 4.5 16.5 10 11 15.5 5.5 10Z" fill="none" stroke="#fff" stroke-width="1.5"/><g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11"><text x="21" y="14" textLength="36">Placard</text><text x="${left + 7}" y="14" textLength="${right - 14}">${says}</text></g></svg>\n`
}

/** `Critical · Destructive`. All of it is ours; nothing of a stranger's is in a badge. */
export function badgeText(label: Label): string {
  if (label === null) return 'not labelled yet'
  return label.category === 'Ungraded' ? 'ungraded' : `${label.severity} · ${label.category}`
}
