import { once } from 'node:events'
import { userInfo } from 'node:os'
import {
  type Approval,
  type Approvals,
  openApprovals,
  serveApprovals,
  visibleText,
} from '../../gateway/approvals/index.ts'
import { safeText } from '../output/safe-text.ts'
import { withState } from './gateway-state.ts'

/** Does something with the approvals of a state, and closes it. */
export function withApprovals<Result>(
  folder: string | undefined,
  work: (approvals: Approvals) => Promise<Result>,
): Promise<Result> {
  return withState(folder, ({ approvals }) => work(openApprovals(approvals)))
}

/** What the open questions are, in lines. */
export function listApprovals(folder: string | undefined): Promise<string[]> {
  return withApprovals(folder, async approvals => {
    const pending = await approvals.pending()
    if (pending.length === 0) return ['No call waits for a yes.']
    const now = Date.now()
    return [
      ...pending.flatMap(approval => [...questionLines(approval, now), '']),
      'Answer with "placard approvals approve ID" or "placard approvals deny ID".',
    ]
  })
}

/** One question, with nothing of a stranger's words hidden. */
export function questionLines(approval: Approval, now: number): string[] {
  const { id, tool, server, caller, who, shown, argumentsHash, expiresAt } = approval
  const seconds = Math.max(0, Math.ceil((expiresAt - now) / 1000))
  return [
    `${id}  ${safeText(tool, 120)} of ${safeText(server, 120)}`,
    `  called by ${safeText(caller, 80)}, for ${safeText(who, 80)}, ${seconds} s left, ${argumentsHash.slice(0, 19)}…`,
    ...visibleText(shown)
      .split('\n')
      .map(line => `  ${line}`),
  ]
}

/** Answers a question, and says so. Throws where it is not open. */
export function answerApproval(
  folder: string | undefined,
  id: string,
  answer: 'approve' | 'deny',
): Promise<string> {
  return withApprovals(folder, async approvals => {
    const approval = await approvals.get(id)
    if (approval === null) throw new Error(`There is no question ${safeText(id, 40)}.`)
    if (!(await approvals.decide(id, answer, terminalUser())))
      throw new Error(`The question ${safeText(id, 40)} is not open any more.`)
    const call = `${safeText(approval.tool, 120)} of ${safeText(approval.server, 120)}`
    return answer === 'approve' ? `${call} may be called once, exactly so.` : `${call} is denied.`
  })
}

/** Who answers, as the record has it. */
export function terminalUser(): string {
  return `terminal:${userInfo().username}`
}

/** Serves the web page until the signal comes. */
export function serveApprovalPage(
  folder: string | undefined,
  port: number,
  signal: AbortSignal,
  tell: (url: string) => void,
): Promise<void> {
  return withApprovals(folder, async approvals => {
    const page = await serveApprovals(approvals, port)
    tell(page.url)
    if (!signal.aborted) await once(signal, 'abort')
    await page.close()
  })
}
