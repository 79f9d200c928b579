import {
  ExportRefusal,
  exporters,
  exportFormats,
  type JudgedTool,
  type Profile,
  recommendServer,
  serverKey,
} from '../../../policy/index.ts'
import { permissionsInWords } from '../../words/policy-in-short.ts'
import { fromFragment, toFragment, usualChoices } from './address.ts'
import { type Choices, chosenPolicy, type Judged, type Written, writeChosen } from './choices.ts'
import { make, makeSelect } from './elements.ts'
import { toolRows } from './tool-rows.ts'

const profileMeaning = {
  observe: 'lets everything pass and denies only what its arguments give away; to watch first',
  standard: 'asks before what cannot be undone, limits what writes',
  strict: 'hides what cannot be undone, limits everything, and holds each tool to its present definition',
} as const satisfies Record<Profile, string>

/** Puts the builder into `place`, for the server whose files `facts` name. All that it needs is fetched once; from then on it works without a network. */
export async function openPanel(place: HTMLElement, facts: DOMStringMap): Promise<void> {
  const judged = await load(facts)
  const choices = fromFragment(location.hash) ?? usualChoices()
  const usualName = serverKey(judged.server.name)
  const preview = make('pre', { tabindex: '0', role: 'group', 'aria-label': 'Your policy' })
  const outcome = make('p', { role: 'status' })
  const losses = make('div')
  const rows = make('tbody')
  const name = make('label', { class: 'field' })
  let written: Written = { text: '', fileName: '', losses: [] }

  const write = () => {
    const policy = chosenPolicy(judged, choices)
    const names = [...new Set(judged.tools.map(({ definition }) => definition.name))]
    try {
      written = writeChosen(judged, policy, choices, usualName)
      outcome.textContent = permissionsInWords(policy, names)
    } catch (cause) {
      if (!(cause instanceof ExportRefusal)) throw cause
      written = { text: '', fileName: '', losses: [] }
      outcome.textContent = `This cannot be written. ${cause.message}`
    }
    preview.textContent = written.text
    losses.replaceChildren(...sayLosses(written.losses))
    name.hidden = choices.format === 'policy'
    history.replaceState(null, '', toFragment(choices))
  }
  const drawRows = () => {
    const recommended = recommendServer(judged.tools, judged.server, { profile: choices.profile }).policy
    rows.replaceChildren(...toolRows(judged, choices, recommended, write))
  }
  const drawAll = () => {
    name.replaceChildren(...nameField(choices, usualName, write))
    place.replaceChildren(
      settings(choices, name, write, () => {
        drawRows()
        write()
      }),
      make(
        'div',
        { class: 'builder-halves' },
        make(
          'div',
          { class: 'table-box', tabindex: '0', role: 'group', 'aria-label': 'Tools' },
          make('table', { class: 'builder-tools' }, caption(judged), rows),
        ),
        make(
          'div',
          { class: 'flow' },
          actions(() => written, reset),
          outcome,
          preview,
          losses,
        ),
      ),
    )
    drawRows()
    write()
  }
  const reset = () => {
    Object.assign(choices, usualChoices())
    drawAll()
  }
  drawAll()
}

async function load({ tools = '', verdicts = '' }: DOMStringMap): Promise<Judged> {
  const [listed, judged] = await Promise.all(
    [tools, verdicts].map(async path => {
      const answer = await fetch(path)
      if (!answer.ok) throw new Error(`${path} cannot be had: ${answer.status}`)
      return answer.json()
    }),
  )
  const [{ id, name, tools: verdictList }] = judged.servers
  const byHash = new Map<string, JudgedTool['verdict']>(
    verdictList.map((verdict: JudgedTool['verdict']) => [verdict.definitionHash, verdict]),
  )
  const description: string | undefined = listed.serverDescription
  return {
    server: { id, name, ...(description && { description }) },
    tools: (listed.tools as JudgedTool['definition'][]).flatMap((definition, at) => {
      const verdict = byHash.get(listed.definitionHashes[at])
      return verdict ? [{ definition, verdict }] : []
    }),
  }
}

function caption({ tools }: Judged): HTMLElement {
  return make(
    'caption',
    {},
    `${tools.length} tools, gravest first. What is left as recommended follows the profile.`,
  )
}

function settings(choices: Choices, name: Node, write: () => void, redraw: () => void): HTMLElement {
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

function nameField(choices: Choices, usual: string, write: () => void): (Node | string)[] {
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

function actions(written: () => Written, reset: () => void): HTMLElement {
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

function sayLosses(losses: string[]): Node[] {
  if (losses.length === 0) return []
  return [
    make('p', { class: 'small' }, make('b', {}, 'What this format cannot say:')),
    make('ul', { class: 'small' }, ...losses.slice(0, 20).map(loss => make('li', {}, loss))),
  ]
}
