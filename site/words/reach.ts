import type { Capability } from '../../classifier/index.ts'

/** What a capability is to an agent: something that reaches it, something that leaves it, or something that it does. */
export const reach = {
  'read-private': 'in',
  'read-secrets': 'in',
  'read-untrusted': 'in',
  'free-query': 'in',
  'send-out': 'out',
  'contact-people': 'out',
  'modify-data': 'act',
  'delete-data': 'act',
  'run-code': 'act',
  'control-process': 'act',
  'drive-ui': 'act',
  'move-money': 'act',
  'change-access': 'act',
  spend: 'act',
  actuate: 'act',
} as const satisfies Record<Capability, 'in' | 'out' | 'act'>

export const reachInWords = {
  in: 'reaches the agent',
  out: 'leaves your systems',
  act: 'changes something',
} as const satisfies Record<(typeof reach)[Capability], string>
