import { stringify } from 'smol-toml'
import { settle } from './settle.ts'
import { serverName, spell } from './spell.ts'
import { isWhole } from './text.ts'
import type { Exporter } from './types.ts'

const title = 'Codex'

/**
 * The keys of a server's table in Codex's config.toml. Codex refuses a file with a key it does not know, so
 * there is none beyond `enabled_tools`, `disabled_tools`, `default_tools_approval_mode` and
 * `tools.*.approval_mode`. Never `auto` or `writes`: they believe the server's own hints.
 * Source: codex-rs/config/src/mcp_types.rs.
 */
export const codex: Exporter = {
  title,
  export: (policy, options) => {
    const server = serverName(options.server.name, /^[A-Za-z0-9_-]+$/, title, 'letters, digits, - and _')
    const { byFate, rest, losses } = spell(settle(policy, options, { title, asks: true }), {
      title,
      spelled: name => (isWhole(name) ? name : null),
      rest: { allow: true, ask: true, deny: true },
    })
    const names = (tools: readonly { name: string }[]) => tools.map(({ name }) => name)
    const modes = [
      ...names(byFate.allow).map(name => [name, { approval_mode: 'approve' }] as const),
      ...names(byFate.ask).map(name => [name, { approval_mode: 'prompt' }] as const),
    ]
    const table = {
      ...(rest === 'deny' && { enabled_tools: [...names(byFate.allow), ...names(byFate.ask)] }),
      ...(byFate.deny.length > 0 && { disabled_tools: names(byFate.deny) }),
      default_tools_approval_mode: rest === 'allow' ? 'approve' : 'prompt',
      ...(modes.length > 0 && { tools: Object.fromEntries(modes) }),
    }
    const comment = `# Merge into the table of ${server} in ~/.codex/config.toml, beside its command or url.\n`
    return {
      text: `${comment}${stringify({ mcp_servers: { [server]: table } })}`,
      fileName: 'config.toml',
      losses,
    }
  },
  join: texts => texts.join('\n'),
}
