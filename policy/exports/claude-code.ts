import { settle } from './settle.ts'
import { serverName, spell } from './spell.ts'
import { jsonDocument } from './text.ts'
import type { Exporter } from './types.ts'

const title = 'Claude Code'

/**
 * `permissions` of Claude Code's settings.json: deny, then ask, then allow, the first match wins. Each tool is
 * written out: a glob in `allow` counts only behind a literal `mcp__server__`, and a rule with parentheses is
 * skipped. Source: code.claude.com/docs/en/permissions.
 */
export const claudeCode: Exporter = {
  title,
  export: (policy, options) => {
    // Two underscores would let the rules of one server reach another's tools.
    const server = serverName(
      options.server.name,
      /^(?!.*__)[A-Za-z0-9-](?:[A-Za-z0-9_-]*[A-Za-z0-9-])?$/,
      title,
      'letters, digits, - and single _ inside',
    )
    const { byFate, rest, losses } = spell(settle(policy, options, { title, asks: true }), {
      title,
      spelled: name => (/^[A-Za-z0-9_-]{1,128}$/.test(name) ? name : null),
      normal: name => name.replaceAll(/[^A-Za-z0-9_-]/g, '_'),
      rest: { allow: true, ask: true },
    })
    const rules = (tools: readonly { name: string }[]) => tools.map(({ name }) => `mcp__${server}__${name}`)
    return {
      text: jsonDocument({
        permissions: {
          allow: rest === 'allow' ? [`mcp__${server}__*`] : rules(byFate.allow),
          ask: rules(byFate.ask),
          deny: rules(byFate.deny),
        },
      }),
      fileName: 'settings.json',
      losses,
    }
  },
  join: texts => {
    const all = texts.map(text => JSON.parse(text).permissions as { [fate: string]: string[] })
    const joined = (fate: string) => all.flatMap(permissions => permissions[fate]!)
    return jsonDocument({
      permissions: { allow: joined('allow'), ask: joined('ask'), deny: joined('deny') },
    })
  },
}
