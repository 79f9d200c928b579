import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import type { Approval, Approvals } from '../../gateway/approvals/index.ts'
import { questionLines, terminalUser, withApprovals } from './approvals.ts'

/** How often it is looked for new questions, in milliseconds. */
const interval = 300

/** Waits for questions and asks for an answer to each, until the signal comes or there are no more answers. */
export function watchApprovals(
  folder: string | undefined,
  input: Readable,
  output: Writable,
  signal: AbortSignal,
): Promise<void> {
  return withApprovals(folder, async approvals => {
    const lines = createInterface({ input })
    const answers = lines[Symbol.asyncIterator]()
    const stopped = signal.aborted ? Promise.resolve() : once(signal, 'abort')
    const readAnswer = async () => {
      const read = await Promise.race([answers.next(), stopped.then(() => null)])
      return read === null || read.done === true ? null : read.value
    }
    const passed = new Set<string>()
    output.write('Waiting for calls that need a yes. Ctrl+C ends it.\n')
    while (!signal.aborted) {
      const next = (await approvals.pending()).find(({ id }) => !passed.has(id))
      if (next === undefined) {
        await wait(interval, undefined, { signal }).catch(() => {})
        continue
      }
      passed.add(next.id)
      output.write(
        `\n${questionLines(next, Date.now()).join('\n')}\nApprove this one call? yes / no / later: `,
      )
      const answer = await readAnswer()
      output.write(answer === null ? '\n' : `${await take(next, answer, approvals)}\n`)
      if (answer === null) break
    }
    lines.close()
  })
}

/** Does what a person has answered, and says so. */
async function take({ id }: Approval, answer: string, approvals: Approvals): Promise<string> {
  const word = answer.trim().toLowerCase()
  const chosen = ['y', 'yes'].includes(word) ? 'approve' : ['n', 'no'].includes(word) ? 'deny' : null
  if (chosen === null) return `Left open: "placard approvals approve ${id}" answers it later.`
  const taken = await approvals.decide(id, chosen, terminalUser())
  if (!taken) return 'Too late: the question was not open any more.'
  return chosen === 'approve' ? 'Approved, once.' : 'Denied.'
}
