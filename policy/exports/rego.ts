import { settle } from './settle.ts'
import { spell } from './spell.ts'
import { asciiJson, isWhole } from './text.ts'
import type { Exporter } from './types.ts'

const title = 'Rego'

/**
 * A package for Open Policy Agent. No product fixes the input, so it is ours: `input.tool` is the tool's name,
 * `input.definition_hash` the hash of the definition that the server gives for it; `data.mcp.authz.decision`
 * is "allow", "ask" or "deny". Pins are kept, for a comparison with what is left out is undefined and never true.
 */
export const rego: Exporter = {
  title,
  export: (policy, options) => {
    const { byFate, rest, losses } = spell(
      settle(policy, options, {
        title,
        asks: true,
        express: bound => (bound.kind === 'pin' ? bound.pin : null),
      }),
      {
        title,
        spelled: name => (isWhole(name) ? name : null),
        rest: { deny: true, ask: true, allow: true },
      },
    )
    const entries = (['allow', 'ask', 'deny'] as const).flatMap(fate =>
      byFate[fate].map(({ name, conditions: [pin] }) => {
        const pinned = pin === undefined ? '' : `, "pin": ${asciiJson(pin)}`
        return `\t${asciiJson(name)}: {"decision": "${fate}"${pinned}},`
      }),
    )
    const table = entries.length === 0 ? 'tools := {}' : `tools := {\n${entries.join('\n')}\n}`
    return { text: [...rules, ...others[rest], '', table, ''].join('\n'), fileName: 'placard.rego', losses }
  },
}

const rules = [
  'package mcp.authz',
  '',
  'import rego.v1',
  '',
  'default decision := "deny"',
  '',
  'decision := tools[input.tool].decision if as_judged',
  '',
  'as_judged if {',
  '\ttools[input.tool]',
  '\tnot tools[input.tool].pin',
  '}',
  '',
  'as_judged if tools[input.tool].pin == input.definition_hash',
]

const unnamed = (decision: string) => [
  '',
  `decision := "${decision}" if {`,
  '\tis_string(input.tool)',
  '\tnot tools[input.tool]',
  '}',
]
const others = { allow: unnamed('allow'), ask: unnamed('ask'), deny: [] }
