/** Puts copy buttons to work. Without it they stay hidden, and the download link does the same. */
for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
  if (!navigator.clipboard?.write) continue
  button.hidden = false
  button.addEventListener('click', () => void copy(button))
}

async function copy(button: HTMLButtonElement): Promise<void> {
  const status = button.parentElement?.querySelector('[data-copy-status]')
  // The promise goes into the item, for some browsers allow writing only while the click is handled.
  const text = fetch(button.dataset.copy ?? '').then(async answer => {
    if (!answer.ok) throw new Error(`${answer.status}`)
    return new Blob([await answer.text()], { type: 'text/plain' })
  })
  const said = await navigator.clipboard.write([new ClipboardItem({ 'text/plain': text })]).then(
    () => 'Copied.',
    () => 'The browser did not allow it; use the download.',
  )
  if (status) status.textContent = said
}
