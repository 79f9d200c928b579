import { settle } from './settle.ts'
import { serverName, spell } from './spell.ts'
import { jsonDocument } from './text.ts'
import type { Exporter } from './types.ts'

const title = 'Cursor'

/**
 * `mcpAllowlist` of Cursor's permissions.json: what runs without a question. There is no way to deny; what is
 * not on the list is asked. Source: cursor.com/docs/reference/permissions.
 */
export const cursor: Exporter = {
  title,
  export: (policy, options) => {
    const server = serverName(options.server.name, /^[A-Za-z0-9_.-]+$/, title, 'letters, digits, _, . and -')
    const settlement = settle(policy, options, { title, asks: true })
    const { byFate, losses } = spell(settlement, {
      title,
      spelled: name => (/^[A-Za-z0-9_.-]+$/.test(name) ? name : null),
      rest: { ask: true },
    })
    const denied = byFate.deny.map(({ name, at }) => ({
      tool: name,
      pointer: at,
      message: `${title} cannot deny a tool: every call is asked instead. Switch the tool off in its settings.`,
    }))
    return {
      text: jsonDocument({ mcpAllowlist: byFate.allow.map(({ name }) => `${server}:${name}`) }),
      fileName: 'permissions.json',
      losses: [...losses, ...denied],
    }
  },
  join: texts => jsonDocument({ mcpAllowlist: texts.flatMap(text => JSON.parse(text).mcpAllowlist) }),
}
