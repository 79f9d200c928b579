import { badgeOf, element, howMany, nameOf } from '../search/found-elements.ts'
import type { Found } from '../search/index-files.ts'
import { indexOf } from '../search/open-in-browser.ts'
import { type Answer, type Query, search } from '../search/search.ts'

const atOnce = 20
const fields = ['q', 'category', 'severity', 'capability', 'server'] as const

/** Puts the search page to work: what is asked and how it is filtered stands in the address, and the other way round. */
const form = document.querySelector<HTMLFormElement>('form[data-search-page]')
if (form) runSearchPage(form)

function runSearchPage(form: HTMLFormElement): void {
  const status = document.querySelector<HTMLElement>('[data-found-status]')!
  const servers = document.querySelector<HTMLElement>('[data-found-servers]')!
  const tools = document.querySelector<HTMLElement>('[data-found-tools]')!
  const more = document.querySelector<HTMLButtonElement>('[data-found-more]')!
  const only = form.querySelector<HTMLElement>('[data-only-server]')!
  const index = indexOf(form)
  let shown = atOnce
  let asked = 0

  fillForm()
  void ask()
  form.addEventListener('submit', event => {
    event.preventDefault()
    changed()
  })
  form.addEventListener('input', changed)
  only.querySelector('button')!.addEventListener('click', () => {
    field('server').value = ''
    changed()
  })
  more.addEventListener('click', () => {
    shown += atOnce
    void ask()
  })
  addEventListener('popstate', () => {
    fillForm()
    void ask()
  })

  function field(name: (typeof fields)[number]): HTMLInputElement | HTMLSelectElement {
    return form.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement
  }

  function fillForm(): void {
    const given = new URLSearchParams(location.search)
    for (const name of fields) field(name).value = given.get(name) ?? ''
  }

  function changed(): void {
    shown = atOnce
    void ask().then(sayInAddress)
  }

  /** Once the answer is shown: a browser takes as long for another address as for looking the words up. */
  function sayInAddress(): void {
    const said = new URLSearchParams(
      fields.map(name => [name, field(name).value]).filter(([, value]) => value !== ''),
    )
    const address = said.size === 0 ? location.pathname : `?${said}`
    if (location.search !== (said.size === 0 ? '' : address)) history.replaceState(null, '', address)
  }

  function query(): Query {
    const filters = Object.fromEntries(
      fields.slice(1).flatMap(name => (field(name).value === '' ? [] : [[name, field(name).value]])),
    )
    return { text: field('q').value, filters, servers: 6, tools: shown }
  }

  async function ask(): Promise<void> {
    const mine = ++asked
    const wanted = query()
    only.hidden = wanted.filters.server === undefined
    if (wanted.text.trim() === '' && Object.keys(wanted.filters).length === 0) return clear()
    try {
      const answer = await search(await index(), wanted)
      if (mine === asked) show(answer, wanted)
    } catch {
      if (mine === asked)
        status.textContent = 'The search could not be loaded. Try again, or browse the lists below.'
    }
  }

  function clear(): void {
    servers.replaceChildren()
    tools.replaceChildren()
    more.hidden = true
    status.textContent = ''
  }

  function show(answer: Answer, { text, filters }: Query): void {
    servers.replaceChildren(...(text.trim() === '' ? [] : answer.servers).map(itemOf))
    tools.replaceChildren(...answer.tools.map(itemOf))
    more.hidden = answer.total <= shown
    status.replaceChildren(inWords(answer, text))
    const server = answer.tools[0]
    if (filters.server && server) only.querySelector('bdi')!.textContent = server.serverName
  }
}

function itemOf(found: Found): HTMLElement {
  const server = [' of ', element('a', { href: found.serverPath }, element('bdi', {}, found.serverName))]
  return element(
    'li',
    {},
    element(
      'p',
      {},
      element('a', { href: found.path }, nameOf(found)),
      ...(found.kind === 'tool' ? server : [' ', element('span', { class: 'badge plain' }, 'Server')]),
      ' ',
      ...badgeOf(found),
    ),
    ...(found.text === '' ? [] : [element('p', { class: 'small soft' }, element('bdi', {}, found.text))]),
  )
}

function inWords({ servers, tools, total, partly, corrected }: Answer, text: string): string {
  const instead = corrected
    .map(({ typed, meant }) => `Nothing has “${typed}”: searched for ${meant.join(', ')}. `)
    .join('')
  if (servers.length + tools.length === 0) return `${instead}Nothing found. Fewer or other words may help.`
  if (total === 0) return `${instead}No tool has all of it; these have most.`
  const all = text.trim() === '' ? 'match' : total === 1 ? 'has all of it' : 'have all of it'
  return `${instead}${howMany(total, 'tool')} ${all}${partly ? ', then those that have most' : ''}.`
}
