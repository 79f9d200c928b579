import { cedarCondition } from './cedar/cedar-condition.ts'
import { cedarString } from './cedar/cedar-text.ts'
import { typedOnly } from './cedar/typed-only.ts'
import { settle } from './settle.ts'
import { serverName, spell } from './spell.ts'
import type { Exporter } from './types.ts'

const title = 'AgentCore'
const argument = (name: string) => `context.input[${cedarString(name)}]`
const has = (name: string) => `context.input has ${cedarString(name)}`
/** Only the account that runs the gateway knows its name; until it is filled in, no policy matches. */
export const gatewayPlaceholder = 'arn:aws:bedrock-agentcore:REGION:ACCOUNT:gateway/GATEWAY'

/**
 * Cedar for AWS Bedrock AgentCore, where each tool is an action, spelled target, three underscores, tool.
 * Denied is what no `permit` names. Source: AWS, AgentCore policy schema constraints.
 */
export const agentcore: Exporter = {
  title,
  export: (policy, options) => {
    const target = serverName(
      options.server.name,
      /^[0-9a-zA-Z](?:-?[0-9a-zA-Z]){0,99}$/,
      title,
      'letters, digits and single -',
    )
    const { byFate, losses } = spell(
      settle(policy, options, {
        title,
        asks: false,
        express: (bound, definition) =>
          cedarCondition(bound, definition, {
            has,
            lacks: name => `!(${has(name)})`,
            value: argument,
            types: ['string', 'integer', 'boolean'],
          }),
      }),
      {
        title,
        spelled: name => (/^[A-Za-z0-9_-]{1,64}$/.test(name) ? name : null),
        rest: { deny: true },
      },
    )
    const permits = byFate.allow.map(({ name, conditions }) => {
      const when =
        conditions.length === 0 ? '' : `\nwhen { ${conditions.map(text => `(${text})`).join(' && ')} }`
      const action = cedarString(`${target}___${name}`)
      return `permit(\n  principal is AgentCore::OAuthUser,\n  action == AgentCore::Action::${action},\n  resource == AgentCore::Gateway::"${gatewayPlaceholder}"\n)${when};\n`
    })
    return {
      text: [`// Write the ARN of your gateway for ${gatewayPlaceholder}.\n`, ...permits].join('\n'),
      fileName: 'agentcore-policy.cedar',
      losses: [
        ...losses,
        ...typedOnly(byFate.allow, title),
        {
          pointer: '',
          message: `${title} names a gateway by its ARN, which is not known here: nothing is permitted until it is filled in, and then to users who come by OAuth only.`,
        },
      ],
    }
  },
  join: texts => texts.join('\n'),
}
