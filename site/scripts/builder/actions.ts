import type { Written } from './choices.ts'
import { make } from './elements.ts'

/** The buttons that take the policy along, and the one that forgets all choices. */
export function actions(written: () => Written, reset: () => void): HTMLElement {
  const status = make('span', { class: 'small soft', role: 'status' })
  const copy = (text: () => string, said: string) => () =>
    void navigator.clipboard.writeText(text()).then(
      () => status.replaceChildren(said),
      () => status.replaceChildren('The browser did not allow it.'),
    )
  const button = (text: string, click: () => void) =>
    make('button', { type: 'button', class: 'button', click }, text)
  return make(
    'div',
    { class: 'actions' },
    button('Download', () => download(written())),
    button(
      'Copy',
      copy(() => written().text, 'Copied.'),
    ),
    button(
      'Copy link',
      copy(() => location.href, 'The link was copied. Your choices stand after its #.'),
    ),
    button('Begin again', reset),
    status,
  )
}

function download({ text, fileName }: Written): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  make('a', { href: url, download: fileName }).click()
  // The download has begun only after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** What the format cannot say of the policy. */
export function sayLosses(losses: string[]): Node[] {
  if (losses.length === 0) return []
  return [
    make('p', { class: 'small' }, make('b', {}, 'What this format cannot say:')),
    make('ul', { class: 'small' }, ...losses.slice(0, 20).map(loss => make('li', {}, loss))),
  ]
}
