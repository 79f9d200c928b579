import { badgeOf, element, howMany, nameOf } from '../search/found-elements.ts'
import type { Found } from '../search/index-files.ts'
import { indexOf } from '../search/open-in-browser.ts'
import { type Answer, search } from '../search/search.ts'

/** Makes every search box show what it finds while one types: a combobox with a list, as WAI-ARIA has it. */
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-search-box]')) makeCombobox(form)

function makeCombobox(form: HTMLFormElement): void {
  const input = form.querySelector('input')!
  const list = form.querySelector<HTMLElement>('[data-search-list]')!
  const status = form.querySelector<HTMLElement>('[data-search-status]')!
  const index = indexOf(form)
  let asked = 0
  let options: HTMLElement[] = []
  let active = -1

  for (const [name, value] of Object.entries({
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': list.id,
  }))
    input.setAttribute(name, value)

  input.addEventListener('focus', () => void index().catch(() => {}), { once: true })
  input.addEventListener('input', () => void ask())
  input.addEventListener('keydown', onKey)
  form.addEventListener('focusout', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node) || !form.contains(relatedTarget)) close()
  })

  async function ask(): Promise<void> {
    const mine = ++asked
    const text = input.value
    if (text.trim() === '') return close()
    try {
      const answer = await search(await index(), { text, filters: {}, servers: 3, tools: 7 })
      if (mine === asked) show(answer, text)
    } catch {
      if (mine === asked)
        status.textContent = 'The search could not be loaded. Press Enter to try the search page.'
    }
  }

  function show(answer: Answer, text: string): void {
    const found = [...answer.servers, ...answer.tools].map(optionOf)
    const all = element(
      'a',
      { href: `/search/?q=${encodeURIComponent(text.trim())}` },
      `All results for “${text.trim()}”`,
    )
    options = [...found, ...(found.length > 0 ? [all] : [])]
    options.forEach((option, at) => {
      option.id = `${list.id}-${at}`
      option.setAttribute('role', 'option')
      option.setAttribute('aria-selected', 'false')
      option.setAttribute('tabindex', '-1')
    })
    active = -1
    input.removeAttribute('aria-activedescendant')
    list.replaceChildren(...options)
    list.hidden = options.length === 0
    input.setAttribute('aria-expanded', String(!list.hidden))
    status.textContent = inWords(answer)
  }

  function onKey(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault()
      close()
    } else if (event.key === 'Enter' && active >= 0) {
      event.preventDefault()
      options[active]?.click()
    } else if (step !== undefined && options.length > 0) {
      event.preventDefault()
      if (list.hidden) open()
      mark((active + step + (active < 0 && step < 0 ? 1 : 0) + options.length) % options.length)
    }
  }

  function mark(at: number): void {
    options[active]?.setAttribute('aria-selected', 'false')
    active = at
    options[active]?.setAttribute('aria-selected', 'true')
    options[active]?.scrollIntoView({ block: 'nearest' })
    input.setAttribute('aria-activedescendant', options[active]?.id ?? '')
  }

  function open(): void {
    list.hidden = false
    input.setAttribute('aria-expanded', 'true')
  }

  function close(): void {
    asked += 1
    active = -1
    list.hidden = true
    input.setAttribute('aria-expanded', 'false')
    input.removeAttribute('aria-activedescendant')
  }
}

function optionOf(found: Found): HTMLElement {
  const of = found.kind === 'server' ? ['server'] : ['tool of ', element('bdi', {}, found.serverName)]
  return element(
    'a',
    { href: found.path },
    element('span', {}, nameOf(found), ' ', element('span', { class: 'small soft' }, ...of)),
    ...badgeOf(found),
  )
}

function inWords({ servers, tools, total, corrected }: Answer): string {
  if (servers.length + tools.length === 0) return 'Nothing found.'
  const instead = corrected.map(({ meant }) => meant[0]).filter(word => word !== undefined)
  const meant = instead.length === 0 ? '' : ` Searched for ${instead.join(', ')} instead.`
  return `${howMany(total, 'tool')} found.${meant} Use the arrow keys to choose.`
}
