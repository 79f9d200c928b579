import { checkParsePolicySet, validate } from '@cedar-policy/cedar-wasm/nodejs'
import { parse as parseToml } from 'smol-toml'
import { describe, expect, test } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { type ExportFormat, exporters, type Loss, type Policy, parsePolicy } from '../../../policy/index.ts'
import { tool } from '../tools.ts'

/** Exports a policy.json for a server called `box` that lists these tools. */
function exported(format: ExportFormat, document: object, listed: string[] = []) {
  const parsed = parsePolicy(JSON.stringify({ version: '1', default: 'deny', ...document }))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return exporters[format].export(parsed.policy, {
    server: { name: 'box' },
    tools: listed.map(name =>
      tool(name, { branch: { type: 'string' }, count: { type: 'integer' }, size: { type: 'number' } }),
    ),
  })
}

const limit = { counter: 'c', window: 'minute', max: 30, scope: 'grant' }
const limited = { tools: { save: { limits: [limit] }, list: {} } }

describe('Claude Code', () => {
  const rules = (document: object, listed?: string[]) =>
    JSON.parse(exported('claude-code', document, listed).text).permissions

  test('has each tool behind the literal prefix of its server, and no glob in front of it', () => {
    expect(rules(limited, ['list', 'save', 'wipe'])).toEqual({
      allow: ['mcp__box__list'],
      ask: ['mcp__box__save'],
      deny: ['mcp__box__wipe'],
    })
  })
  test('has a glob only for everything of the server', () => {
    expect(rules({ default: 'allow', hide: ['wipe'] })).toEqual({
      allow: ['mcp__box__*'],
      ask: [],
      deny: ['mcp__box__wipe'],
    })
  })
  test('writes no rule for a name that would be a glob or a specifier', () => {
    const { allow, ask, deny } = rules({ tools: { 'list_*': {}, 'list(x)': {}, list_a: {} } })
    expect([...allow, ...ask, ...deny]).toEqual(['mcp__box__list_a'])
  })
  test('gives two names that become one there the stricter fate', () => {
    expect(rules({ tools: { 'a.b': { approval: {} }, a_b: {} } })).toMatchObject({
      allow: [],
      ask: ['mcp__box__a_b'],
    })
  })
})

describe('Codex', () => {
  test('knows every key, and believes no hint', () => {
    const { text } = exported('codex', { ...limited, hide: ['wipe'] })
    expect(parseToml(text)).toEqual({
      mcp_servers: {
        box: {
          enabled_tools: ['list', 'save'],
          disabled_tools: ['wipe'],
          default_tools_approval_mode: 'prompt',
          tools: { list: { approval_mode: 'approve' }, save: { approval_mode: 'prompt' } },
        },
      },
    })
  })
  test('with nothing to call enables nothing, instead of leaving the list out', () => {
    expect(exported('codex', {}).text).toContain('enabled_tools = []')
  })
})

describe('Gemini CLI', () => {
  test('denies the rest of the server below every named rule', () => {
    const { rule } = parseToml(exported('gemini', limited).text) as { rule: object[] }
    expect(rule).toEqual([
      { mcpName: 'box', toolName: ['save'], decision: 'ask_user', priority: 800 },
      { mcpName: 'box', toolName: ['list'], decision: 'allow', priority: 700 },
      expect.objectContaining({ mcpName: 'box', decision: 'deny', priority: 600 }),
    ])
  })
  test('does not let a tool called * allow the others', () => {
    const { text, losses } = exported('gemini', { tools: { '*': {} } })
    expect(text).not.toContain('"*"')
    expect(losses).toContainEqual(expect.objectContaining({ tool: '*', pointer: '/tools/*' }))
  })
})

describe('Cursor', () => {
  test('is a list of what is allowed and nothing else', () => {
    const { text, losses } = exported('cursor', limited, ['list', 'save', 'wipe'])
    expect(JSON.parse(text)).toEqual({ mcpAllowlist: ['box:list'] })
    expect(losses).toContainEqual({
      tool: 'wipe',
      pointer: '/default',
      message: expect.stringContaining('cannot deny'),
    })
  })
})

describe('Docker', () => {
  test('leaves a server out that would have all tools for having none named', () => {
    expect(parseYaml(exported('docker', {}).text).servers).toEqual([])
    expect(parseYaml(exported('docker', limited).text).servers).toEqual([
      expect.objectContaining({ tools: ['list'] }),
    ])
  })
  test('names the server beside the bare tool, and asks with the one annotation that counts', () => {
    const { text } = exported('docker-cedar', limited)
    expect(text).toContain('resource in MCP::Server::"box" && resource.name == "list"')
    expect(text.match(/^@requireApproval\(".*"\)$/gm)).toHaveLength(1)
    expect(text).not.toMatch(/permit \(principal, action == [^)]*\);/)
  })
})

describe('agentgateway', () => {
  test('always has a rule, for none would allow everything', () => {
    expect(parseYaml(exported('agentgateway', {}).text).mcpAuthorization.rules).toEqual(['false'])
  })
})

describe('OpenAI', () => {
  test('names tools, and asks about all where none is free of it', () => {
    expect(JSON.parse(exported('openai', limited).text)).toEqual({
      type: 'mcp',
      server_label: 'box',
      allowed_tools: ['list', 'save'],
      require_approval: { never: { tool_names: ['list'] }, always: { tool_names: ['save'] } },
    })
    expect(JSON.parse(exported('openai', { tools: { save: { approval: {} } } }).text)).toMatchObject({
      require_approval: 'always',
    })
  })
})

describe('three Cedars', () => {
  const conditions = [{ path: 'args.branch', op: 'not_in', value: ['main', 'release'] }]
  const document = { tools: { push: { require: [{ conditions }] } } }

  test('each has its own words, and all are Cedar', () => {
    expect(exported('docker-cedar', document, ['push']).text).toContain('context.args["branch"]')
    expect(exported('toolhive', document, ['push']).text).toContain('context["arg_branch"]')
    const { text } = exported('agentcore', document, ['push'])
    expect(text).toContain('AgentCore::Action::"box___push"')
    expect(text).toContain('context.input["branch"]')
    expect(checkParsePolicySet({ staticPolicies: text })).toEqual({ type: 'success' })
  })

  test('AgentCore’s holds against the schema that a gateway makes from the tools', () => {
    const bounded = {
      tools: {
        push: {
          require: [{ conditions: [...conditions, { path: 'args.count', op: 'lte', value: 5 }] }],
          deny_if: [{ conditions: [{ path: 'args.branch', op: 'contains', value: '*' }] }],
        },
      },
    }
    const { text, losses } = exported('agentcore', bounded, ['push'])
    const answer = validate({
      schema: `namespace AgentCore {
        entity OAuthUser; entity Gateway;
        action "box___push" appliesTo {
          principal: [OAuthUser], resource: [Gateway],
          context: { input: { branch: String, count?: Long } } };
      }`,
      policies: { staticPolicies: text },
    })
    expect(answer).toMatchObject({ type: 'success', validationErrors: [] })
    expect(text).toContain('like "*\\**"')
    expect(losses.map(({ pointer }) => pointer)).toEqual(['/tools/push', ''])
  })

  test.each([
    ['a fraction', 'args.size', 'lte', 5],
    ['a list', 'args.branch[*]', 'eq', 'main'],
    ['an argument that the definition lacks', 'args.other', 'eq', 'main'],
    ['a pattern', 'args.branch', 'regex', 'x'],
    ['a number that is no whole one', 'args.count', 'lt', 2.5],
    ['a value of another type', 'args.branch', 'eq', 5],
  ])('%s is not said, and the tool denied', (_, path, op, value) => {
    const { text, losses } = exported(
      'agentcore',
      { tools: { push: { require: [{ conditions: [{ path, op, value }] }] } } },
      ['push'],
    )
    expect(text).not.toContain('permit')
    expect(losses).toContainEqual(expect.objectContaining({ tool: 'push', pointer: '/tools/push/require/0' }))
  })
})

describe('PolicyLayer', () => {
  const pointers = (losses: Loss[]) => losses.map(({ pointer }) => pointer)

  test('keeps its own keys to the letter', () => {
    const document = {
      version: '1',
      default: 'deny',
      hide: ['wipe'],
      all_tools: { limits: [limit] },
      tools: { save: { deny_if: [{ conditions: [], on_deny: 'No.' }] }, list: { limits: [limit] } },
    }
    const { text, losses } = exported('policylayer', document)
    expect(JSON.parse(text)).toEqual(document)
    expect(losses).toEqual([])
  })
  test('denies what needs a key that it does not have, and says which', () => {
    const { text, losses } = exported('policylayer', {
      tools: {
        pinned: { pin: `sha256:${'a'.repeat(64)}` },
        asked: { approval: {} },
        rooted: { require: [{ conditions: [{ path: 'args.p', op: 'under', value: ['/w'] }] }] },
        summed: { limits: [{ ...limit, sum: 'args.amount' }] },
        fine: { require: [{ conditions: [{ path: 'args.n', op: 'lt', value: 5 }] }] },
      },
    })
    const { tools } = JSON.parse(text)
    for (const name of ['pinned', 'asked', 'rooted', 'summed'])
      expect(tools[name]).toEqual({ deny_if: [{ conditions: [], on_deny: expect.any(String) }] })
    expect(tools.fine).toEqual({ require: [{ conditions: [{ path: 'args.n', op: 'lt', value: 5 }] }] })
    expect(pointers(losses)).toEqual([
      '/tools/pinned/pin',
      '/tools/asked/approval',
      '/tools/rooted/require/0',
      '/tools/summed/limits/0',
    ])
  })
})

test('PolicyLayer denies what would be asked, a missing argument included', () => {
  const when = [{ path: 'args.dry_run', op: 'neq', value: true }]
  const { text } = exported('policylayer', { tools: { wipe: { approval: { when } } } })
  expect(JSON.parse(text).tools.wipe.deny_if).toEqual([
    { conditions: when, on_deny: expect.any(String) },
    { conditions: [{ path: 'args.dry_run', op: 'exists', value: false }], on_deny: expect.any(String) },
  ])
})

describe('documents for several servers', () => {
  const policy: Policy = { version: '1', default: 'deny', tools: new Map([['list', {}]]) }
  const texts = (format: ExportFormat) =>
    ['one', 'two'].map(name => exporters[format].export(policy, { server: { name }, tools: [] }).text)
  const joined = (format: ExportFormat) => exporters[format].join!(texts(format))

  test('become one, where the product has one file for all', () => {
    expect(JSON.parse(joined('claude-code')).permissions.allow).toEqual(['mcp__one__list', 'mcp__two__list'])
    expect(JSON.parse(joined('cursor')).mcpAllowlist).toEqual(['one:list', 'two:list'])
    expect(Object.keys(parseToml(joined('codex')).mcp_servers as object)).toEqual(['one', 'two'])
    expect(parseToml(joined('gemini')).rule).toHaveLength(4)
    expect(checkParsePolicySet({ staticPolicies: joined('docker-cedar') })).toEqual({ type: 'success' })
    expect(JSON.parse(joined('vscode'))['chat.tools.global.autoApprove']).toBe(false)
  })
  test('stay apart where it has not', () => {
    for (const format of ['toolhive', 'rego', 'policylayer', 'docker', 'openai', 'agentgateway'] as const)
      expect(exporters[format]).not.toHaveProperty('join')
  })
})
