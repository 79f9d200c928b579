import { createInterface } from 'node:readline/promises'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import type { Approval, Approvals } from '../../gateway/approvals/index.ts'
import { questionLines, terminalUser, withApprovals } from './approvals.ts'

/** How often it is looked for new questions, in milliseconds. */
const interval = 300

/** Waits for questions and asks for an answer to each, until the signal comes or the input ends. */
export function watchApprovals(
  folder: string | undefined,
  input: Readable,
  output: Writable,
  signal: AbortSignal,
): Promise<void> {
  return withApprovals(folder, async approvals => {
    const lines = createInterface({ input, output, terminal: false })
    const ended = new AbortController()
    lines.once('close', () => ended.abort())
    const stop = AbortSignal.any([signal, ended.signal])
    const passed = new Set<string>()
    output.write('Waiting for calls that need a yes. Ctrl+C ends it.\n')
    while (!stop.aborted) {
      const next = (await approvals.pending()).find(({ id }) => !passed.has(id))
      if (next === undefined) await wait(interval, undefined, { signal: stop }).catch(() => {})
      else {
        passed.add(next.id)
        await askAbout(next, approvals, output, question => lines.question(question, { signal: stop }))
      }
    }
    lines.close()
  })
}

async function askAbout(
  approval: Approval,
  approvals: Approvals,
  output: Writable,
  ask: (question: string) => Promise<string>,
): Promise<void> {
  output.write(`\n${questionLines(approval, Date.now()).join('\n')}\n`)
  const answer = await ask('Approve this one call? yes / no / later: ').catch(() => 'later')
  const word = answer.trim().toLowerCase()
  const chosen = ['y', 'yes'].includes(word) ? 'approve' : ['n', 'no'].includes(word) ? 'deny' : null
  if (chosen === null) {
    output.write(`Left open: "placard approvals approve ${approval.id}" answers it later.\n`)
    return
  }
  const taken = await approvals.decide(approval.id, chosen, terminalUser())
  const done = chosen === 'approve' ? 'Approved, once.' : 'Denied.'
  output.write(taken ? `${done}\n` : 'Too late: the question was not open any more.\n')
}
