import { hash } from 'node:crypto'
import { canonicalJson } from '../../classifier/index.ts'
import type { ApprovalSubject } from './types.ts'

/** `sha256:` and the SHA-256 in hex of the canonical JSON (RFC 8785) of a call's arguments. */
export function argumentsHash(arguments_: unknown): string {
  return `sha256:${hash('sha256', canonicalJson(arguments_ ?? {}))}`
}

/** The hash of all that a yes is bound to. */
export function bindingOf(subject: ApprovalSubject): string {
  const { caller, server, tool, policyVersion } = subject
  return hash(
    'sha256',
    JSON.stringify([caller, server, tool, argumentsHash(subject.arguments), policyVersion]),
  )
}
