/** Fills a report from the address and keeps its text in step with the fields. */
const place = document.querySelector<HTMLElement>('[data-report]')
if (place) startReport(place)

function startReport(place: HTMLElement): void {
  const given = new URLSearchParams(location.hash.slice(1))
  const labelled = { category: given.get('category') ?? '', severity: given.get('severity') ?? '' }
  const fields = [...place.querySelectorAll<HTMLInputElement>('input[type=text], select, textarea')]
  const boxes = [...place.querySelectorAll<HTMLInputElement>('input[type=checkbox]')]
  const shown = place.querySelector('[data-text]')
  const status = place.querySelector('[role=status]')
  const issue = place.querySelector<HTMLAnchorElement>('[data-open-issue]')
  for (const field of fields) {
    const value = given.get(field.name)
    if (value) field.value = value
  }
  const able = (given.get('capabilities') ?? '').split(' ')
  for (const box of boxes) box.checked = able.includes(box.value)
  const fieldOf = (name: string) => fields.find(field => field.name === name)?.value.trim() ?? ''
  let text = ''
  const write = () => {
    text = reportText(
      fieldOf,
      boxes.filter(box => box.checked).map(box => box.value),
      labelled,
    )
    if (shown) shown.textContent = text
    if (issue && place.dataset.issues) {
      const title = `Label of ${fieldOf('tool')} on ${fieldOf('server')}`
      issue.href = `${place.dataset.issues}/new?${new URLSearchParams({ title, body: text })}`
    }
  }
  place.addEventListener('input', write)
  const say = (said: string) => status?.replaceChildren(said)
  place.querySelector('[data-copy-report]')?.addEventListener('click', () => {
    navigator.clipboard.writeText(text).then(
      () => say('Copied.'),
      () => say('The browser did not allow it.'),
    )
  })
  place.querySelector('[data-download-report]')?.addEventListener('click', () => {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
    link.download = 'label-report.md'
    link.click()
  })
  place.hidden = false
  document.querySelector('[data-without-script]')?.remove()
  write()
}

/** Sentences for people, and the line that the labels are kept as. */
function reportText(
  fieldOf: (name: string) => string,
  capabilities: string[],
  labelled: { category: string; severity: string },
): string {
  const [server, tool, definitionHash, category, severity, why] = [
    'server',
    'tool',
    'definitionHash',
    'category',
    'severity',
    'why',
  ].map(fieldOf)
  const line = {
    server,
    tool,
    definitionHash,
    category,
    alt: null,
    certainty: 'sure',
    capabilities,
    severity,
    why,
  }
  const before =
    labelled.category === ''
      ? 'It has no label yet.'
      : `It is labelled ${labelled.category}, ${labelled.severity} severity.`
  const same = labelled.category === category && labelled.severity === severity
  const wanted = same
    ? 'Its capabilities should be others.'
    : `It should be ${category}, ${severity} severity.`
  return `Server: ${server}\nTool: ${tool}\nDefinition: ${definitionHash}\n\n${before} ${wanted}\n${why ? `\n${why}\n` : ''}\n${JSON.stringify(line)}\n`
}
