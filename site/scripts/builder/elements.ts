type Attributes = { [name: string]: string | boolean | ((event: Event) => void) }

/** Makes an element. Strings become text, never markup; functions become listeners; `false` leaves an attribute out. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value)
    else if (value === true) element.setAttribute(name, '')
    else if (value !== false) element.setAttribute(name, value)
  }
  element.append(...children)
  return element
}

/** A select with what it is called for those who do not see it. */
export function makeSelect(
  label: string,
  options: { value: string; text: string }[],
  value: string,
  changed: (value: string) => void,
): HTMLSelectElement {
  const select = make(
    'select',
    { 'aria-label': label, change: () => changed(select.value) },
    ...options.map(option => make('option', { value: option.value }, option.text)),
  )
  select.value = value
  return select
}
