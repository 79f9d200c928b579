import { randomInt } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { findValues } from '../../policy/index.ts'
import type { ApprovalRow, ApprovalRows } from '../ledger/index.ts'
import { argumentsHash, bindingOf } from './binding.ts'
import type { Approval, ApprovalState, ApprovalSubject, Approvals, ApprovalTerms } from './types.ts'

/** More open questions than any person answers: an agent that asks more is not waiting for answers. */
export const mostPending = 50
/** How much of the arguments a person is shown; the hash binds all of them. */
export const mostShown = 20_000

/** The questions and answers kept in the state. `now` is in milliseconds since 1970. */
export function openApprovals(rows: ApprovalRows, now: () => number = Date.now): Approvals {
  const stateOf = async (id: string): Promise<ApprovalState> => {
    const row = await rows.get(id)
    if (row === null) return 'expired'
    return row.state !== 'used' && row.expires_at <= now() ? 'expired' : row.state
  }
  return {
    ask: async (subject, terms) => {
      const time = now()
      await rows.expire(time)
      const row = rowOf(subject, terms, time)
      const live = await rows.live(row.binding, time)
      if (live !== null) return approvalOf(live)
      return (await rows.insert(row, mostPending)) ? approvalOf(row) : null
    },
    take: subject => rows.use(bindingOf(subject), now()),
    decide: async (id, answer, by) => {
      const row = await rows.get(id)
      const time = now()
      const state = answer === 'approve' ? 'approved' : 'denied'
      return row !== null && (await rows.decide(id, state, by, time, time + row.wait_ms))
    },
    answered: async (id, signal) => {
      for (;;) {
        const state = await stateOf(id)
        if (state !== 'pending' || signal?.aborted) return state
        await wait(between, undefined, { signal: signal as AbortSignal }).catch(() => {})
      }
    },
    get: async id => {
      const row = await rows.get(id)
      return row && approvalOf(row)
    },
    pending: async () => {
      await rows.expire(now())
      return (await rows.list(['pending'], 1_000)).map(approvalOf).reverse()
    },
    decided: async () => {
      await rows.expire(now())
      return (await rows.list(['approved', 'denied', 'used', 'expired'], 100)).map(approvalOf)
    },
  }
}

/** An answer may come from another process: the table is looked at this often, in milliseconds. */
const between = 100

function rowOf(subject: ApprovalSubject, terms: ApprovalTerms, now: number): ApprovalRow {
  const { caller, server, tool, policyVersion } = subject
  return {
    id: shortId(),
    binding: bindingOf(subject),
    caller,
    server,
    tool,
    arguments_hash: argumentsHash(subject.arguments),
    policy_version: policyVersion,
    who: terms.who,
    shown: shownOf(subject.arguments ?? {}, terms.show),
    state: 'pending',
    wait_ms: terms.waitMilliseconds,
    created_at: now,
    expires_at: now + terms.waitMilliseconds,
    decided_at: null,
    decided_by: null,
  }
}

/** What stands at the paths, or all of it where they do not fit the arguments. */
function shownOf(arguments_: unknown, paths: readonly string[] | undefined): string {
  const found = paths?.map(path => [path, findValues(arguments_ as object, path)] as const)
  const fits = found?.every(([, { unclear }]) => !unclear)
  const value = fits ? Object.fromEntries(found!.map(([path, { values }]) => [path, values])) : arguments_
  const text = JSON.stringify(value, undefined, 2)
  return text.length <= mostShown ? text : `${text.slice(0, mostShown)}… (${text.length} characters)`
}

/** Ten letters and digits that nobody mistakes for others. It names a question and opens nothing. */
function shortId(): string {
  const letters = '23456789abcdefghjkmnpqrstuvwxyz'
  return Array.from({ length: 10 }, () => letters[randomInt(letters.length)]).join('')
}

function approvalOf(row: ApprovalRow): Approval {
  const { id, caller, server, tool, who, shown, state } = row
  return {
    ...{ id, caller, server, tool, who, shown, state },
    argumentsHash: row.arguments_hash,
    policyVersion: row.policy_version,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    decidedAt: row.decided_at,
    decidedBy: row.decided_by,
  }
}
