import { cedarCondition } from './cedar/cedar-condition.ts'
import { cedarString, fitsCedar } from './cedar/cedar-text.ts'
import { typedOnly } from './cedar/typed-only.ts'
import { settle } from './settle.ts'
import { serverName, spell } from './spell.ts'
import type { Exporter } from './types.ts'

const title = 'Docker’s MCP policy'
const argument = (name: string) => `context.args[${cedarString(name)}]`
const has = (name: string) => `context.args has ${cedarString(name)}`
const head = '(principal, action == MCP::Action::"invokeTool", resource)'

/**
 * Cedar for Docker's MCP gateway: `resource.name` is the tool's bare name on every server, so the server is
 * always named too. `@requireApproval` asks. Arguments come only with calls of local stdio servers; where they
 * are missing, the `permit` does not match and the call is denied.
 * Source: docs.docker.com/ai/sandboxes/governance/reference/mcp-policy.
 */
export const dockerCedar: Exporter = {
  title,
  export: (policy, options) => {
    const server = serverName(
      options.server.name,
      /^[A-Za-z0-9][A-Za-z0-9_.-]*$/,
      title,
      'letters, digits, _, . and -',
    )
    const here = `resource in MCP::Server::${cedarString(server)}`
    const { byFate, rest, losses } = spell(
      settle(policy, options, {
        title,
        asks: true,
        express: (bound, definition) =>
          cedarCondition(bound, definition, {
            has,
            lacks: name => `!(${has(name)})`,
            value: argument,
            guard: 'context has args',
            types: ['string', 'integer', 'boolean'],
          }),
      }),
      {
        title,
        spelled: name => (fitsCedar(name) ? name : null),
        rest: { deny: true, ask: true, allow: true },
      },
    )
    const all = [...byFate.allow, ...byFate.ask, ...byFate.deny]
    const permits = (['allow', 'ask'] as const).flatMap(fate =>
      byFate[fate].map(({ name, conditions }) => {
        const when = [here, `resource.name == ${cedarString(name)}`, ...conditions.map(text => `(${text})`)]
        return `${approval[fate]}permit ${head}\nwhen { ${when.join(' && ')} };\n`
      }),
    )
    const named = `[${all.map(({ name }) => cedarString(name)).join(', ')}].contains(resource.name)`
    const others =
      rest === 'deny'
        ? `forbid ${head}\nwhen { ${here} && !(${named}) };\n`
        : `${approval[rest]}permit ${head}\nwhen { ${here} && !(${named}) };\n`
    const remote = ' Calls of a remote server come without arguments and are denied.'
    return {
      text: [...permits, all.length === 0 ? others.replace(` && !(${named})`, '') : others].join('\n'),
      fileName: 'mcp-policy.cedar',
      losses: [...losses, ...typedOnly([...byFate.allow, ...byFate.ask], title, remote)],
    }
  },
  join: texts => texts.join('\n'),
}

const approval = { allow: '', ask: '@requireApproval("The policy asks a person about this tool.")\n' }
