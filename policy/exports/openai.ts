import { settle } from './settle.ts'
import { serverName, spell } from './spell.ts'
import { jsonDocument } from './text.ts'
import type { Exporter } from './types.ts'

const title = 'OpenAI'

/**
 * The keys of an `mcp` tool in a request to OpenAI's Responses API, to stand beside its `server_url`.
 * `allowed_tools` bounds what the model sees; `require_approval` names each tool, as a list by hints would
 * believe the server. Source: platform.openai.com, guide to MCP tools.
 */
export const openai: Exporter = {
  title,
  export: (policy, options) => {
    const server = serverName(
      options.server.name,
      /^[A-Za-z][A-Za-z0-9_-]*$/,
      title,
      'letters, digits, _ and -, beginning with a letter',
    )
    const { byFate, rest, losses } = spell(settle(policy, options, { title, asks: true }), {
      title,
      spelled: name => (/^[A-Za-z0-9_.-]+$/.test(name) ? name : null),
      // Where a list of tools is given, the others do not exist.
      rest: { deny: true, allow: 'alone' },
    })
    const names = (tools: readonly { name: string }[]) => tools.map(({ name }) => name)
    const callable = [...names(byFate.allow), ...names(byFate.ask)]
    return {
      text: jsonDocument({
        type: 'mcp',
        server_label: server,
        ...(rest === 'deny' && { allowed_tools: callable }),
        require_approval: rest === 'allow' ? 'never' : approval(names(byFate.allow), names(byFate.ask)),
      }),
      fileName: 'openai-mcp-tool.json',
      losses,
    }
  },
}

/** Nobody says what an empty list of names means: every tool there might be is asked then. */
function approval(never: string[], always: string[]): unknown {
  if (never.length === 0) return 'always'
  return {
    never: { tool_names: never },
    ...(always.length > 0 && { always: { tool_names: always } }),
  }
}
