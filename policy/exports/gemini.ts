import { stringify } from 'smol-toml'
import { settle } from './settle.ts'
import { serverName, spell } from './spell.ts'
import type { Exporter, Fate } from './types.ts'

const title = 'Gemini CLI'
const decisions = { allow: 'allow', ask: 'ask_user', deny: 'deny' } satisfies Record<Fate, string>
// The strictest first, should a name ever match twice; the rule for the rest of the server last.
const priorities = { deny: 900, ask: 800, allow: 700 } satisfies Record<Fate, number>
const restPriority = 600

/**
 * Rules for Gemini CLI's policy engine, of which the one with the highest priority decides. A name with an
 * underscore would be taken for another server's, and one with an asterisk for several tools.
 * Source: google-gemini/gemini-cli docs/reference/policy-engine.md.
 */
export const gemini: Exporter = {
  title,
  export: (policy, options) => {
    const server = serverName(
      options.server.name,
      /^[A-Za-z0-9][A-Za-z0-9.-]*$/,
      title,
      'letters, digits, . and - (no underscore)',
    )
    const { byFate, rest, losses } = spell(settle(policy, options, { title, asks: true }), {
      title,
      // Longer names are cut before they are compared.
      spelled: name => (/^[A-Za-z0-9_.-]+$/.test(name) && `mcp_${server}_${name}`.length <= 63 ? name : null),
      normal: name => `mcp_${server}_${name}`.replaceAll(/[^A-Za-z0-9_.-]/g, '_').slice(0, 63),
      rest: { allow: true, ask: true, deny: true },
    })
    const fates: Fate[] = ['deny', 'ask', 'allow']
    const rules = fates
      .filter(fate => byFate[fate].length > 0)
      .map(fate => ({
        mcpName: server,
        toolName: byFate[fate].map(({ name }) => name),
        decision: decisions[fate],
        priority: priorities[fate],
        ...(fate === 'deny' && { denyMessage: 'The policy does not allow this tool.' }),
      }))
    const others = {
      mcpName: server,
      decision: decisions[rest],
      priority: restPriority,
      ...(rest === 'deny' && { denyMessage: 'The policy does not name this tool.' }),
    }
    return { text: stringify({ rule: [...rules, others] }), fileName: 'placard.toml', losses }
  },
  join: texts => texts.join('\n'),
}
