/** What a client sends so that something reaches the server that the policy would not let through. */
export type BypassCase = {
  name: string
  /** What is written, piece by piece. */
  send: (string | Uint8Array)[]
  /** `strict` unless told otherwise. */
  policy?: keyof typeof policies
  /**
   * What the client must see: a denial, an error of the protocol, the tool's own answer (for what is harmless
   * and only looks strange), or nothing at all.
   */
  sees: 'denial' | 'error' | 'answer' | 'nothing'
}

/** No byte of a call that is not to pass may reach the server: each carries this word. */
export const forbidden = 'FORBIDDEN'

/** The policies that the cases try to get around. */
export const policies = {
  strict: {
    version: '1',
    default: 'deny',
    hide: ['erase_everything'],
    tools: {
      say: {},
      read_file: {
        require: [{ conditions: [{ path: 'args.path', op: 'under', value: ['/srv/data'] }] }],
        deny_if: [{ conditions: [{ path: 'args.path', op: 'contains', value: 'secret' }] }],
      },
      pay: { limits: [{ counter: 'paid', window: 'day', max: 100, scope: 'server', sum: 'args.amount' }] },
      ask_first: { approval: { who: 'nobody here', wait_seconds: 1 } },
      pinned: { pin: `sha256:${'0'.repeat(64)}` },
      query: { require: [{ conditions: [{ path: 'args.sql', op: 'sql_reads_only', value: 'postgresql' }] }] },
      poisoned: {},
    },
  },
  open: {
    version: '1',
    default: 'allow',
    hide: ['erase_everything'],
    tools: {
      read_file: { deny_if: [{ conditions: [{ path: 'args.path', op: 'regex', value: 'secret' }] }] },
    },
  },
}

/** The text of a call. */
export function callText(
  name: string,
  arguments_: unknown = { text: forbidden },
  id: unknown = 'case',
): string {
  return JSON.stringify({
    jsonrpc: '2.0',
    id,
    method: 'tools/call',
    params: { name, arguments: arguments_, _meta: { note: forbidden } },
  })
}

/** The text of a message with parameters of one's own making. */
export function messageText(members: string): string {
  return `{"jsonrpc":"2.0",${members}}`
}
