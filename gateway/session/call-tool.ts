import { type Decision, readCall } from '../../policy/index.ts'
import { composeError, composeResult, replaceIn, withParams } from '../protocol/compose.ts'
import { metaOf } from '../protocol/era.ts'
import { errorCodes } from '../protocol/error-codes.ts'
import { spanAt } from '../protocol/members.ts'
import { argumentHeaders, findWrongHeader } from '../protocol/mirror-headers.ts'
import type { Message } from '../protocol/read-message.ts'
import type { Id } from '../types.ts'
import { askForYes, bringsAnswer } from './ask-for-yes.ts'
import type { Connection, Request } from './connection.ts'
import { type Core, type InFlight, signalOf } from './core.ts'
import { type Denial, denialResult } from './denial.ts'
import { findLookalikeArgument, findLookalikeName } from './find-lookalikes.ts'
import { findWithheld } from './find-withheld.ts'
import { type GatedCall, type Ruling, record, ruleOn } from './gate.ts'
import { knowTools } from './know-tools.ts'

/**
 * Judges a `tools/call` and forwards it, or answers in the server's stead: at once where nothing has to be
 * waited for, else when the promise resolves. Throws or rejects on a fault of its own.
 */
export function callTool(
  core: Core,
  request: Request,
  flight: InFlight,
  about: Id | undefined,
): undefined | Promise<void> {
  const { params } = request.at
  const read = readCall(params === undefined ? '{}' : request.text.slice(params.start, params.end))
  if (!read.ok)
    return answer(
      core,
      composeError({ id: request.id, code: errorCodes.params, message: read.message }),
      about,
    )
  const connection = core.connections.find(({ entry }) => read.call.tool.startsWith(entry.prefix))
  if (connection === undefined) {
    const message = `There is no tool ${JSON.stringify(read.call.tool.slice(0, 80))} here.`
    return answer(core, composeError({ id: request.id, code: errorCodes.params, message }), about)
  }
  const tool = read.call.tool.slice(connection.entry.prefix.length)
  const learning = knowTools(connection, metaOf(request))
  const go = () => callKnown(core, request, read.call.arguments, tool, connection, flight, about)
  return learning === undefined ? go() : learning.then(go)
}

/** The same where all is known of the tool that can be. */
function callKnown(
  core: Core,
  request: Request,
  arguments_: unknown,
  tool: string,
  connection: Connection,
  flight: InFlight,
  about: Id | undefined,
): undefined | Promise<void> {
  const known = connection.inventory.find(tool)
  const wrong = known && request.headers && findWrongHeader(known.definition, arguments_, request.headers)
  if (wrong) {
    const message = `Header mismatch: ${wrong} is missing or does not say what the body says.`
    return answer(core, composeError({ id: request.id, code: errorCodes.headers, message }), about)
  }
  const call: GatedCall = {
    entry: connection.entry,
    caller: core.caller,
    tool,
    arguments: arguments_,
    // A server that says its list has changed, and then does not list it, is not believed the old one.
    definitionHash: connection.inventory.isComplete() ? known?.hash : undefined,
  }
  const again = core.keepers.continuations.take(call, request)
  const ruling = deniedAtOnce(call, connection) ?? ruleOn(core.keepers, call, { approved: again, again })
  const follow = (ruling: Ruling): undefined | Promise<void> => {
    const decision = record(core.keepers, call, ruling)
    if (decision.decision === 'allow' && !flight.stopped)
      return forward(core, request, call, connection, flight, about, ruling)
    return judge(core, request, call, ruling, decision, flight).then(judged => {
      if (judged === null) return undefined
      if (judged.answer !== undefined) return answer(core, judged.answer, about)
      return forward(core, request, call, connection, flight, about, judged)
    })
  }
  return ruling instanceof Promise ? ruling.then(follow) : follow(ruling)
}

function answer(core: Core, message: Message, about: Id | undefined): undefined {
  core.inFlight.delete(message.id as Id)
  core.toClient(message, about)
}

type Judged = Ruling & { answer?: Message }

/**
 * What becomes of a call that is not let through at once, with its decision as it was written down; with an
 * answer where it is not to be forwarded, null where nobody waits any more.
 */
async function judge(
  core: Core,
  request: Request,
  call: GatedCall,
  first: Ruling,
  recorded: Decision,
  flight: InFlight,
): Promise<Judged | null> {
  let ruling = first
  let decision = recorded
  if (decision.decision === 'ask') {
    const signal = signalOf(flight)
    const asked = await askForYes(core, request, call, decision, ruling.standing, signal)
    if (signal.aborted) return null
    if (asked.answer === 'question') return { ...ruling, answer: composeResult(request.id, asked.result) }
    ruling =
      asked.answer === 'yes'
        ? await ruleOn(core.keepers, call, { approved: true })
        : { ...ruling, decision: { ...decision, decision: 'deny', message: asked.message, reserve: [] } }
    decision = record(core.keepers, call, ruling)
  }
  if (decision.decision === 'allow' && !flight.stopped) return { ...ruling, decision }
  if (ruling.reservation !== null) await core.keepers.ledger.release(ruling.reservation)
  if (flight.stopped) return null
  const { rule, message } = decision
  const denial: Denial = {
    ...{ tool: call.tool, server: call.entry.id, rule, message },
    policy: ruling.standing.version,
  }
  return { ...ruling, answer: denialResult(request, denial) }
}

/** What is denied whatever the policy says of the call. */
function deniedAtOnce(call: GatedCall, { entry, inventory }: Connection): Ruling | null {
  const standing = entry.policy()
  const known = inventory.find(call.tool)
  const withheld = known === undefined ? null : findWithheld(known, entry, standing)
  const message =
    findLookalikeName(call.tool, standing.policy, inventory) ??
    findLookalikeArgument(call.arguments, standing.policy.tools.get(call.tool)) ??
    withheld?.message
  if (message === undefined) return null
  const rule = withheld?.message === message ? withheld.rule : ''
  return { decision: { decision: 'deny', rule, message, reserve: [] }, reservation: null, standing }
}

function forward(
  core: Core,
  request: Request,
  call: GatedCall,
  connection: Connection,
  flight: InFlight,
  about: Id | undefined,
  { reservation }: Ruling,
): undefined {
  flight.connection = connection
  const known = asServerKnowsIt(request, call)
  const definition = connection.inventory.find(call.tool)?.definition
  const message = {
    ...known,
    headers: definition === undefined ? {} : argumentHeaders(definition, call.arguments),
  }
  connection.request(message, {
    answer(response) {
      core.inFlight.delete(request.id)
      core.keepers.continuations.note(call, response)
      return core.toClient(response, about)
    },
    lost(reason, arrived) {
      // What may have reached the server counts as used.
      if (!arrived && reservation !== null) void core.keepers.ledger.release(reservation)
      const text = `${call.entry.name} cannot answer: ${reason}.`
      answer(core, composeError({ id: request.id, code: errorCodes.internal, message: text }), about)
    },
  })
}

/** The call without the prefix of its name and without what was meant for the gateway. */
function asServerKnowsIt(request: Request, { entry, tool }: GatedCall): Request {
  let message = request
  if (entry.prefix !== '') {
    const span = spanAt(message.text, message.at.params!, ['name'])!
    message = replaceIn(message, [{ span, by: JSON.stringify(tool) }]) as Request
  }
  if (!bringsAnswer(request)) return message
  return withParams(message, { inputResponses: undefined, requestState: undefined })
}
