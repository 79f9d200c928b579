import type { Found } from './index-files.ts'

/** Builds an element. Text is set as text: no stranger's word is ever read as markup. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: { [name: string]: string },
  ...inside: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value)
  made.append(...inside)
  return made
}

/** What something found is called, set apart from the text around it. */
export function nameOf({ name }: Found): HTMLElement {
  return element('bdi', { class: 'mono' }, name)
}

/** Its label as on all pages: words, coloured by severity. Nothing for a server. */
export function badgeOf({ kind, category, severity }: Found): Node[] {
  if (kind === 'server') return []
  const mark = category === '' || category === 'Ungraded' ? 'unknown' : severity.toLowerCase()
  const said =
    category === '' ? 'Not labelled yet' : category === 'Ungraded' ? 'Ungraded' : `${severity} · ${category}`
  return [element('span', { class: `badge ${mark}` }, said)]
}

export function howMany(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}
