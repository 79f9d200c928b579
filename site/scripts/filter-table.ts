/** Narrows and sorts the table after a filter as its fields say. What they say stands in the address. */
type Row = { element: HTMLTableRowElement; text: string; order: number }

for (const filter of document.querySelectorAll<HTMLElement>('[data-filter]')) {
  const table = filter.parentElement?.querySelector<HTMLTableElement>('table[data-filtered]')
  const body = table?.tBodies[0]
  if (table && body) startFilter(filter, table, body)
}

function startFilter(filter: HTMLElement, table: HTMLTableElement, body: HTMLTableSectionElement): void {
  const fields = [...filter.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input, select')]
  const status = filter.querySelector('[role=status]')
  const rows: Row[] = [...body.rows].map((element, order) => ({
    element,
    text: (element.textContent ?? '').toLowerCase(),
    order,
  }))
  const heads = [...table.querySelectorAll<HTMLTableCellElement>('th[data-sort]')]

  const narrow = () => {
    const asked = new Map(fields.map(field => [field.name, field.value.trim()]))
    const words = (asked.get('q') ?? '').toLowerCase().split(/\s+/)
    let shown = 0
    for (const { element, text } of rows) {
      const matches =
        words.every(word => text.includes(word)) &&
        ['severity', 'category'].every(
          name => !asked.get(name) || element.dataset[name] === asked.get(name),
        ) &&
        (!asked.get('can') || (element.dataset.can ?? '').split(' ').includes(asked.get('can')!))
      element.hidden = !matches
      if (matches) shown += 1
    }
    if (status) status.textContent = shown === rows.length ? '' : `${shown} of ${rows.length}`
    remember([...asked, ['sort', sorting()]])
  }
  const sorting = () => {
    const head = heads.find(each => each.hasAttribute('aria-sort'))
    return head ? `${head.getAttribute('aria-sort') === 'descending' ? '-' : ''}${head.dataset.sort}` : ''
  }
  const sort = (head: HTMLTableCellElement, descending: boolean) => {
    for (const each of heads) each.removeAttribute('aria-sort')
    head.setAttribute('aria-sort', descending ? 'descending' : 'ascending')
    const key = head.dataset.sort!
    const figureOf = ({ element }: Row) => element.dataset[key] ?? ''
    const sign = descending ? -1 : 1
    const compare = (a: Row, b: Row) => sign * compareValues(figureOf(a), figureOf(b)) || a.order - b.order
    body.append(...rows.toSorted(compare).map(({ element }) => element))
  }

  const given = new URLSearchParams(location.search)
  for (const field of fields) {
    field.value = given.get(field.name) ?? ''
    field.addEventListener('input', narrow)
  }
  for (const head of heads) {
    const button = document.createElement('button')
    button.type = 'button'
    button.append(...head.childNodes)
    head.append(button)
    button.addEventListener('click', () => {
      // Figures are looked at from the top first, names from A.
      const first = head.dataset.sort !== 'name'
      const before = head.getAttribute('aria-sort')
      sort(head, before === null ? first : before === 'ascending')
      narrow()
    })
  }
  filter.hidden = false
  const wanted = given.get('sort') ?? ''
  const head = heads.find(each => each.dataset.sort === wanted.replace('-', ''))
  if (head) sort(head, wanted.startsWith('-'))
  if (location.search !== '') narrow()
}

function compareValues(a: string, b: string): number {
  const difference = Number(a) - Number(b)
  return Number.isNaN(difference) ? (a < b ? -1 : a > b ? 1 : 0) : difference
}

function remember(fields: [string, string][]): void {
  const query = new URLSearchParams(fields.filter(([, value]) => value !== '')).toString()
  history.replaceState(null, '', `${location.pathname}${query === '' ? '' : `?${query}`}${location.hash}`)
}
