import {
  type CedarValueJson,
  type EntityUid,
  isAuthorized,
  policySetTextToParts,
  policyToJson,
} from '@cedar-policy/cedar-wasm/nodejs'
import { evaluate } from '@marcbachmann/cel-js'
import { parse as parseToml } from 'smol-toml'
import { parse as parseYaml } from 'yaml'
import { decide, type ExportFormat, parsePolicy, slidingCounters } from '../../../policy/index.ts'

export type Fate = 'allow' | 'ask' | 'deny'
export type ReadCall = { tool: string; arguments: { [name: string]: unknown }; definitionHash?: string }
/** What a document says to a call, by the rules of the product that it is written for. */
export type Reader = (text: string, server: string, call: ReadCall) => Fate

type Rules = { [name: string]: unknown }

/** Each format, read by its own engine or parser and decided by the rules that its documentation gives. */
export const readers: { [format in ExportFormat]: Reader } = {
  'claude-code': (text, server, { tool }) => {
    const { permissions } = JSON.parse(text)
    const full = `mcp__${server}__${tool.replaceAll(/[^A-Za-z0-9_-]/g, '_')}`
    const matches = (rule: string) =>
      rule === full || (rule.endsWith('*') && full.startsWith(rule.slice(0, -1)))
    for (const fate of ['deny', 'ask', 'allow'] as const) if (permissions[fate].some(matches)) return fate
    return 'ask'
  },
  codex: (text, server, { tool }) => {
    const table = (parseToml(text) as { mcp_servers: { [name: string]: Rules } }).mcp_servers[server]!
    const known = ['enabled_tools', 'disabled_tools', 'default_tools_approval_mode', 'tools']
    for (const key of Object.keys(table)) if (!known.includes(key)) throw new Error(`unknown key ${key}`)
    const { enabled_tools, disabled_tools, tools } = table as { [name: string]: string[] | undefined }
    if (enabled_tools && !enabled_tools.includes(tool)) return 'deny'
    if (disabled_tools?.includes(tool)) return 'deny'
    const own = tools && Object.hasOwn(tools, tool) ? (tools as unknown as Rules)[tool] : undefined
    const mode = (own as { approval_mode: string } | undefined)?.approval_mode
    return (mode ?? table.default_tools_approval_mode) === 'approve' ? 'allow' : 'ask'
  },
  gemini: (text, server, { tool }) => {
    const { rule } = parseToml(text) as unknown as {
      rule: { mcpName: string; toolName?: string[]; decision: string; priority: number }[]
    }
    const [first] = rule
      .filter(({ mcpName, toolName }) => mcpName === server && (toolName?.includes(tool) ?? true))
      .sort((a, b) => b.priority - a.priority)
    return ({ allow: 'allow', ask_user: 'ask', deny: 'deny' } as const)[first!.decision as 'allow']
  },
  cursor: (text, server, { tool }) =>
    JSON.parse(text).mcpAllowlist.includes(`${server}:${tool}`) ? 'allow' : 'ask',
  vscode: (text, server, { tool }) => {
    const settings = JSON.parse(text)
    const eligible = settings['chat.tools.eligibleForAutoApproval']
    return Object.hasOwn(eligible, `${server}/${tool}`) && !eligible[`${server}/${tool}`] ? 'ask' : 'allow'
  },
  docker: (text, _server, { tool }) => {
    const { servers } = parseYaml(text) as { servers: { tools?: string[] }[] }
    const [entry] = servers
    return entry !== undefined && (entry.tools?.includes(tool) ?? true) ? 'allow' : 'deny'
  },
  'docker-cedar': (text, server, call) => {
    const resource = { type: 'MCP::Tool', id: call.tool }
    const parent = { type: 'MCP::Server', id: server }
    return cedar(text, {
      action: { type: 'MCP::Action', id: 'invokeTool' },
      resource,
      context: { args: cedarRecord(call.arguments) },
      entities: [
        { uid: resource, attrs: { name: call.tool }, parents: [parent] },
        { uid: parent, attrs: {}, parents: [] },
      ],
    })
  },
  toolhive: (text, _server, call) => {
    const { cedar: policies } = parseYaml(text) as { cedar: { policies: string[] } }
    const context = Object.fromEntries(
      Object.entries(call.arguments).map(([name, value]) =>
        typeof value === 'string' || typeof value === 'boolean'
          ? [`arg_${name}`, value]
          : [`arg_${name}_present`, true],
      ),
    )
    return cedar(policies.policies.join('\n'), {
      action: { type: 'Action', id: 'call_tool' },
      resource: { type: 'Tool', id: call.tool },
      context,
      entities: [],
    })
  },
  agentcore: (text, server, call) =>
    cedar(text, {
      action: { type: 'AgentCore::Action', id: `${server}___${call.tool}` },
      resource: {
        type: 'AgentCore::Gateway',
        id: 'arn:aws:bedrock-agentcore:REGION:ACCOUNT:gateway/GATEWAY',
      },
      principal: { type: 'AgentCore::OAuthUser', id: 'somebody' },
      context: { input: cedarRecord(call.arguments) },
      entities: [],
    }),
  agentgateway: (text, server, { tool }) => {
    const { rules } = (parseYaml(text) as { mcpAuthorization: { rules: string[] } }).mcpAuthorization
    if (rules.length === 0) return 'allow'
    const context = { mcp: { tool: { name: tool, target: server } } }
    return rules.some(rule => evaluate(rule, context) === true) ? 'allow' : 'deny'
  },
  rego: (text, _server, { tool, definitionHash }) => {
    const [, table] = /^tools := (\{[\s\S]*\})\n$/m.exec(text)!
    const tools = new Map<string, { decision: Fate; pin?: string }>(
      Object.entries(JSON.parse(table!.replace(/,\n\}$/, '\n}'))),
    )
    const others = /^decision := "(allow|ask)" if \{\n\tis_string/m.exec(text)?.[1] ?? 'deny'
    const rule = tools.get(tool)
    if (rule === undefined) return others as Fate
    return rule.pin === undefined || rule.pin === definitionHash ? rule.decision : 'deny'
  },
  policylayer: (text, _server, call) => {
    const parsed = parsePolicy(text)
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
    return decide(parsed.policy, call, slidingCounters().at(0)).decision
  },
  openai: (text, _server, { tool }) => {
    const { allowed_tools, require_approval: approval } = JSON.parse(text)
    if (allowed_tools !== undefined && !allowed_tools.includes(tool)) return 'deny'
    if (typeof approval === 'string') return approval === 'never' ? 'allow' : 'ask'
    return approval.never.tool_names.includes(tool) ? 'allow' : 'ask'
  },
}

type Request = {
  principal?: EntityUid
  action: EntityUid
  resource: EntityUid
  context: { [name: string]: CedarValueJson }
  entities: { uid: EntityUid; attrs: { [name: string]: CedarValueJson }; parents: EntityUid[] }[]
}

/** Cedar's own engine; a `permit` with `@requireApproval` asks. */
function cedar(text: string, request: Request): Fate {
  const parts = policySetTextToParts(text)
  if (parts.type === 'failure') throw new Error(`no Cedar: ${JSON.stringify(parts.errors)}\n${text}`)
  const policies = Object.fromEntries(parts.policies.map((policy, index) => [`p${index}`, policy]))
  const answer = isAuthorized({
    principal: { type: 'Client', id: 'somebody' },
    ...request,
    policies: { staticPolicies: policies },
  })
  if (answer.type === 'failure') throw new Error(`Cedar: ${JSON.stringify(answer.errors)}`)
  if (answer.response.decision === 'deny') return 'deny'
  const asks = answer.response.diagnostics.reason.some(id => {
    const policy = policyToJson(policies[id]!)
    return policy.type === 'success' && Object.hasOwn(policy.json.annotations ?? {}, 'requireApproval')
  })
  return asks ? 'ask' : 'allow'
}

/** What Cedar has no value for is left out: fractions become its decimals, and null does not arrive. */
function cedarRecord(record: { [name: string]: unknown }): { [name: string]: CedarValueJson } {
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) => {
      const converted = cedarValue(value)
      return converted === undefined ? [] : [[name, converted]]
    }),
  )
}

function cedarValue(value: unknown): CedarValueJson | undefined {
  if (value === null) return undefined
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    return Math.abs(value) < 9e14 ? { __extn: { fn: 'decimal', arg: value.toFixed(4) } } : undefined
  if (Array.isArray(value)) return value.map(cedarValue).filter(item => item !== undefined)
  if (typeof value === 'object') return cedarRecord(value as { [name: string]: unknown })
  return value as CedarValueJson
}
