import type { Decision } from '../../policy/index.ts'
import type { Approval } from '../approvals/index.ts'
import { isObject, modernVersionOf } from '../protocol/era.ts'
import type { Request } from './connection.ts'
import type { Core } from './core.ts'
import { type GatedCall, subjectOf } from './gate.ts'
import type { StandingPolicy } from './types.ts'

/** What came of asking: a yes, a reason why there is none, or a question for the client to put. */
export type Asked =
  | { answer: 'yes' }
  | { answer: 'no'; message: string }
  | { answer: 'question'; result: { [key: string]: unknown } }

/** The key of the gateway's own question among the input that a client is asked for. */
const questionKey = 'placard-approval'
const statePrefix = 'placard-approval:'

/**
 * Gets a person's yes to exactly this call: from the client's user where the policy asks for the user and the
 * client can put questions, else by `placard approvals` or its page. Waits no longer than clients do; the
 * question stands on, and the same call finds the answer later.
 */
export async function askForYes(
  core: Core,
  request: Request,
  call: GatedCall,
  decision: Decision,
  standing: StandingPolicy,
  signal: AbortSignal,
): Promise<Asked> {
  const { approvals } = core.keepers
  const { who, wait_seconds, show } = decision.approval!
  const subject = subjectOf(call, standing)
  const approval = await approvals.ask(subject, {
    ...{ who, waitMilliseconds: wait_seconds * 1000 },
    ...(show && { show }),
  })
  if (approval === null) return no('too many questions are open already')
  let { state } = approval
  if (state === 'pending') {
    const canPut = who === 'user' && putsForms(core.capabilitiesFor(request))
    if (canPut && modernVersionOf(request) !== null) {
      const answer = answerIn(request, approval)
      if (answer === null) return { answer: 'question', result: questionResult(call, approval) }
      await approvals.decide(approval.id, answer ? 'approve' : 'deny', 'client')
    }
    state = await waitForAnswer(core, request, call, approval, canPut, signal)
  }
  if (state === 'approved' && (await approvals.take(subject))) return { answer: 'yes' }
  if (state === 'pending')
    return no(
      `${who} has not answered yet (question ${approval.id}; "placard approvals" shows it). Call again once it is answered`,
    )
  return no(state === 'denied' ? `${who} said no` : 'nobody said yes in time')
}

function no(reason: string): Asked {
  return { answer: 'no', message: `This call needs a person's yes, and ${reason}.` }
}

/** Below a minute, after which the usual client gives up. */
const longestWait = 45_000

async function waitForAnswer(
  core: Core,
  request: Request,
  call: GatedCall,
  approval: Approval,
  canPut: boolean,
  signal: AbortSignal,
): Promise<Approval['state']> {
  const { approvals } = core.keepers
  const elsewhere = new AbortController()
  const asking = AbortSignal.any([signal, elsewhere.signal])
  const patience = Math.min(longestWait, approval.expiresAt - approval.createdAt)
  const isLegacy = modernVersionOf(request) === null
  if (canPut && isLegacy)
    void core
      .askClient('elicitation/create', questionOf(call, approval), asking, request.id)
      .then(result => approvals.decide(approval.id, isYes(result) ? 'approve' : 'deny', 'client'))
      // A client that cannot answer leaves the question to others.
      .catch(() => {})
  // Whoever sits before a question of their own client may take the time that the policy gives.
  const until = canPut && isLegacy ? approval.expiresAt - approval.createdAt : patience
  const timer = setTimeout(() => elsewhere.abort(), until)
  try {
    return await approvals.answered(approval.id, asking)
  } finally {
    clearTimeout(timer)
    elsewhere.abort()
  }
}

function questionOf({ entry, tool }: GatedCall, { shown }: Approval): { [key: string]: unknown } {
  return {
    mode: 'form',
    message: `The policy wants your yes to this call of ${tool} on ${entry.name}:\n${shown}`,
    requestedSchema: {
      type: 'object',
      properties: { allow: { type: 'boolean', title: 'Allow this call', default: false } },
      required: ['allow'],
    },
  }
}

function questionResult(call: GatedCall, approval: Approval): { [key: string]: unknown } {
  return {
    resultType: 'input_required',
    inputRequests: { [questionKey]: { method: 'elicitation/create', params: questionOf(call, approval) } },
    // Only names the question. What the answer is good for stands in the gateway's own record of it.
    requestState: statePrefix + approval.id,
  }
}

/** The answer to exactly this question that a request brings along; null where it brings none. */
function answerIn(request: Request, { id }: Approval): boolean | null {
  const { inputResponses, requestState } = request.value.params as { [key: string]: unknown }
  if (requestState !== statePrefix + id || !isObject(inputResponses)) return null
  const answer = inputResponses[questionKey]
  return isObject(answer) ? isYes(answer) : null
}

/** Whether a request brings an answer to a question of the gateway, which is no business of the server. */
export function bringsAnswer(request: Request): boolean {
  const { requestState } = request.value.params as { requestState?: unknown }
  return typeof requestState === 'string' && requestState.startsWith(statePrefix)
}

function isYes({ action, content }: { [key: string]: unknown }): boolean {
  return action === 'accept' && isObject(content) && content.allow === true
}

function putsForms(capabilities: { [key: string]: unknown }): boolean {
  const { elicitation } = capabilities
  return isObject(elicitation) && ('form' in elicitation || !('url' in elicitation))
}
