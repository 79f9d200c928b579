/** Shows the button that opens the policy builder. The builder itself is fetched when it is asked for. */
for (const section of document.querySelectorAll<HTMLElement>('[data-builder]')) {
  const button = section.querySelector('button')
  if (!button) continue
  section.hidden = false
  button.addEventListener('click', () => void open(section, button))
  if (location.hash.startsWith('#policy?')) void open(section, button)
}

async function open(section: HTMLElement, button: HTMLButtonElement): Promise<void> {
  const place = section.querySelector<HTMLElement>('[data-panel]')
  const status = section.querySelector('[role=status]')
  if (!place) return
  button.disabled = true
  if (status) status.textContent = 'One moment…'
  try {
    const { openPanel } = await import('./builder/panel.ts')
    await openPanel(place, section.dataset)
    section.parentElement?.classList.add('building')
    section.querySelector('[data-opener]')?.remove()
    if (location.hash.startsWith('#policy?')) section.scrollIntoView()
  } catch (cause) {
    button.disabled = false
    if (status) status.textContent = `The builder could not be opened: ${(cause as Error).message}`
  }
}
