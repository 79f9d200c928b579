import { exporters, exportFormats, type Profile } from '../../../policy/index.ts'
import type { Choices } from './choices.ts'
import { make, makeSelect } from './elements.ts'

const profileMeaning = {
  observe: 'lets everything pass and denies only what its arguments give away; to watch first',
  standard: 'asks before what cannot be undone, limits what writes',
  strict: 'hides what cannot be undone, limits everything, and holds each tool to its present definition',
} as const satisfies Record<Profile, string>

/** The fields for profile and format, with `name` beside them; `redraw` also when the profile changes. */
export function settings(choices: Choices, name: Node, write: () => void, redraw: () => void): HTMLElement {
  const profiles = Object.entries(profileMeaning).map(([profile, meaning]) =>
    make(
      'label',
      { class: 'choice' },
      make('input', {
        type: 'radio',
        name: 'profile',
        value: profile,
        ...(choices.profile === profile && { checked: true }),
        change: () => {
          choices.profile = profile as Profile
          redraw()
        },
      }),
      make('span', {}, make('b', {}, profile), ` ${meaning}`),
    ),
  )
  const formats = [
    { value: 'policy', text: 'policy.json, for Placard’s gateway' },
    ...exportFormats.map(value => ({ value, text: exporters[value].title })),
  ]
  const format = makeSelect('Format', formats, choices.format, value => {
    choices.format = value as Choices['format']
    write()
  })
  return make(
    'div',
    { class: 'builder-settings' },
    make('fieldset', {}, make('legend', {}, 'Profile'), ...profiles),
    make('div', { class: 'flow' }, make('label', { class: 'field' }, 'Format', format), name),
  )
}

/** The field for what the reader's client calls the server. */
export function nameField(choices: Choices, usual: string, write: () => void): (Node | string)[] {
  const input = make('input', {
    type: 'text',
    value: choices.as,
    placeholder: usual,
    maxlength: '64',
    autocomplete: 'off',
    spellcheck: 'false',
    input: () => {
      choices.as = input.value.trim()
      write()
    },
  })
  return ['Your name for the server there', input]
}
