import type { Approval } from '../types.ts'
import { type Html, html } from './html.ts'

/** The list of open questions. It renews itself, and so nothing on it answers one: what moves is not clicked. */
export function renderList(pending: Approval[], decided: Approval[], now: number): string {
  const open =
    pending.length === 0
      ? html`<p class="none">No call waits for you.</p>`
      : html`<ul class="open">${pending.map(approval => renderItem(approval, now))}</ul>`
  const before = decided
    .slice(0, 20)
    .map(
      ({ server, tool, state, decidedBy }) =>
        html`<li><b>${tool}</b> of ${server}: ${state}${decidedBy === null ? '' : html`, by ${decidedBy}`}</li>`,
    )
  const past = before.length === 0 ? html`` : html`<h2>Before</h2><ul class="past">${before}</ul>`
  return renderPage(`${pending.length} open`, html`<h1>Calls that wait for a yes</h1>${open}${past}`)
}

function renderItem({ id, tool, server, who, expiresAt }: Approval, now: number): Html {
  return html`<li><a href="${id}"><b>${tool}</b> of ${server}</a>
    <span>for ${who}, ${timeLeft(expiresAt, now)}</span></li>`
}

/** One question with all that is known of it, and the two answers. */
export function renderQuestion(approval: Approval, now: number): string {
  const { id, tool, server, caller, who, shown, argumentsHash, policyVersion, state, expiresAt } = approval
  const answers = html`<form method="post" action="${id}">
    <button name="answer" value="deny">Deny</button>
    <button name="answer" value="approve" class="yes">Approve this one call</button></form>`
  const isOpen = state === 'pending' && expiresAt > now
  return renderPage(
    tool,
    html`<p><a href="./">All open calls</a></p>
    <h1>${tool}</h1>
    <dl>
      <dt>Server</dt><dd>${server}</dd>
      <dt>Caller</dt><dd>${caller}</dd>
      <dt>Asked</dt><dd>${who}, ${isOpen ? timeLeft(expiresAt, now) : state}</dd>
      <dt>Arguments</dt><dd><pre>${shown === '' ? 'Forgotten, for the question is answered.' : shown}</pre></dd>
      <dt>Their hash</dt><dd><code>${argumentsHash}</code></dd>
      <dt>Policy</dt><dd><code>${policyVersion}</code></dd>
    </dl>
    ${isOpen ? answers : html`<p class="none">This question is not open any more.</p>`}`,
  )
}

/** What became of an answer. */
export function renderAnswer(taken: boolean, answer: 'approve' | 'deny'): string {
  const done = answer === 'approve' ? 'The call may be made, once.' : 'The call is denied.'
  return renderPage(
    'Answered',
    html`<h1>${taken ? done : 'This question was not open any more.'}</h1><p><a href="./">All open calls</a></p>`,
  )
}

function timeLeft(expiresAt: number, now: number): string {
  const seconds = Math.max(0, Math.ceil((expiresAt - now) / 1000))
  return seconds < 120 ? `${seconds} s left` : `${Math.floor(seconds / 60)} min left`
}

function renderPage(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>${title} · Placard approvals</title>
  <link rel="stylesheet" href="style.css">
</head>
<body><main>${body}</main></body>
</html>
`.html
}

export const style = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; }
main { max-width: 44rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; }
h2 { font-size: 1.1rem; }
ul { padding: 0; list-style: none; }
.open li { border: 1px solid; border-radius: 0.4rem; padding: 0.6rem 0.8rem; margin: 0.5rem 0; }
.open span { display: block; }
dt { font-weight: 600; margin-top: 0.8rem; }
dd { margin: 0; }
pre { white-space: pre-wrap; border: 1px solid; border-radius: 0.4rem; padding: 0.8rem; max-height: 60vh; overflow: auto; }
form { display: flex; flex-wrap: wrap; gap: 0.8rem; margin: 1.2rem 0; }
button { font: inherit; padding: 0.5rem 1.2rem; border: 1px solid; border-radius: 0.4rem; cursor: pointer; }
button.yes { font-weight: 600; }
`
