import { stringify } from 'yaml'
import { cedarCondition } from './cedar/cedar-condition.ts'
import { cedarString, fitsCedar } from './cedar/cedar-text.ts'
import { typedOnly } from './cedar/typed-only.ts'
import { settle } from './settle.ts'
import { spell } from './spell.ts'
import type { Exporter } from './types.ts'

const title = 'ToolHive'
const argument = (name: string) => `context[${cedarString(`arg_${name}`)}]`
const has = (name: string) => `context has ${cedarString(`arg_${name}`)}`
const call = 'action == Action::"call_tool"'

/**
 * ToolHive's authorisation file: Cedar policies inside YAML, for the one server that it is attached to. Numbers
 * arrive in a type that Cedar does not order, so conditions on them are not said. Of a list or an object only
 * `arg_name_present` arrives, which must not pass for an argument that was left out.
 * Source: docs.stacklok.com/toolhive/concepts/cedar-policies.
 */
export const toolhive: Exporter = {
  title,
  export: (policy, options) => {
    const { byFate, rest, losses } = spell(
      settle(policy, options, {
        title,
        asks: false,
        express: (bound, definition) =>
          cedarCondition(bound, definition, {
            has,
            lacks: name => `(!(${has(name)}) && !(${has(`${name}_present`)}))`,
            value: argument,
            types: ['string', 'boolean'],
          }),
      }),
      { title, spelled: name => (fitsCedar(name) ? name : null), rest: { deny: true, allow: true } },
    )
    const permits = byFate.allow.map(({ name, conditions }) => {
      const when =
        conditions.length === 0 ? '' : ` when { ${conditions.map(text => `(${text})`).join(' && ')} }`
      return `permit(principal, ${call}, resource == Tool::${cedarString(name)})${when};`
    })
    const known = [...byFate.allow, ...byFate.deny].map(({ name }) => `Tool::${cedarString(name)}`)
    const others = known.length === 0 ? '' : ` unless { [${known.join(', ')}].contains(resource) }`
    const effect = rest === 'allow' ? 'permit' : 'forbid'
    return {
      text: stringify(
        {
          version: '1.0',
          type: 'cedarv1',
          cedar: {
            policies: [...permits, `${effect}(principal, ${call}, resource)${others};`],
            entities_json: '[]',
          },
        },
        { lineWidth: 0 },
      ),
      fileName: 'authz.yaml',
      losses: [...losses, ...typedOnly(byFate.allow, title)],
    }
  },
}
