import { cleanText } from './clean-text.ts'
import type { FailureReason, ListingFailure } from './types.ts'

/** Thrown inside the crawler where a server gives no listing. `message` says what happened, without advice. */
export class CannotList extends Error {
  readonly reason: FailureReason

  constructor(reason: FailureReason, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'CannotList'
    this.reason = reason
  }
}

/** The failure as a row: who, what, and what to do. An error of any other kind becomes `otherwise`. */
export function toFailure(who: string, error: unknown, otherwise: FailureReason): ListingFailure {
  const reason = error instanceof CannotList ? error.reason : otherwise
  const what = error instanceof Error ? error.message : String(error)
  return { reason, message: `${cleanText(who, 120)} ${cleanText(what, 700)}. ${advice[reason]}` }
}

const advice = {
  'not-installable': 'Check the name and version of the package, and that npm can install it.',
  'did-not-start': 'Check the arguments and environment variables that it wants.',
  'timed-out': 'Give it more time, or start it by hand and see what it waits for.',
  'not-mcp': 'Check that this command or address is an MCP server.',
  'not-readable': 'Its tools cannot be read from its source: run it and ask it for them.',
  compiled: 'Its tools cannot be read, there is no source: run it and ask it for them.',
  'too-large': 'Nothing of it was kept. Tell its authors.',
  'needs-authorization': 'Log in there, or save its tools/list result to a file and give that instead.',
  unreachable: 'Check the address and the network.',
  offline: 'Connect to the network, then start again: what is done already is kept.',
  stopped: 'Start again to go on.',
} satisfies Record<FailureReason, string>
