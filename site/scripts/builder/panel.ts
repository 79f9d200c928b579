import { ExportRefusal, recommendServer, serverKey } from '../../../policy/index.ts'
import { permissionsInWords } from '../../words/policy-in-short.ts'
import { actions, sayLosses } from './actions.ts'
import { fromFragment, toFragment, usualChoices } from './address.ts'
import { chosenPolicy, type Judged, type Written, writeChosen } from './choices.ts'
import { make } from './elements.ts'
import { loadJudged } from './load-judged.ts'
import { nameField, settings } from './settings.ts'
import { toolRows } from './tool-rows.ts'

/** Puts the builder into `place`, for the server whose files `facts` name. All that it needs is fetched once; from then on it works without a network. */
export async function openPanel(place: HTMLElement, facts: DOMStringMap): Promise<void> {
  const judged = await loadJudged(facts)
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

function caption({ tools }: Judged): HTMLElement {
  return make(
    'caption',
    {},
    `${tools.length} tools, gravest first. What is left as recommended follows the profile.`,
  )
}
