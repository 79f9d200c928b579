import { stringify } from 'yaml'
import { settle } from './settle.ts'
import { spell } from './spell.ts'
import { asciiJson, isWhole } from './text.ts'
import type { Exporter } from './types.ts'

const title = 'agentgateway'

/**
 * agentgateway's `mcpAuthorization`: a call goes through when one rule in CEL is true. Arguments are left
 * alone: not every version has them, and a rule that looks at them hides its tool from the list. A list
 * without rules would allow everything, so there is always one.
 * Source: agentgateway.dev, MCP authorization.
 */
export const agentgateway: Exporter = {
  title,
  export: (policy, options) => {
    const { byFate, rest, losses } = spell(settle(policy, options, { title, asks: false }), {
      title,
      spelled: name => (isWhole(name) ? name : null),
      rest: { deny: true, allow: true },
    })
    const here = `mcp.tool.target == ${asciiJson(options.server.name.toWellFormed())}`
    const denied = byFate.deny.map(({ name }) => asciiJson(name))
    const rules =
      rest === 'allow'
        ? [denied.length === 0 ? here : `${here} && !(mcp.tool.name in [${denied.join(', ')}])`]
        : byFate.allow.map(({ name }) => `${here} && mcp.tool.name == ${asciiJson(name)}`)
    return {
      text: stringify(
        { mcpAuthorization: { rules: rules.length === 0 ? ['false'] : rules } },
        { lineWidth: 0 },
      ),
      fileName: 'agentgateway.yaml',
      losses: [
        ...losses,
        {
          pointer: '',
          message: `${title} denies the server’s resources and prompts with these rules, as none of them names one; a policy says nothing about them.`,
        },
      ],
    }
  },
}
