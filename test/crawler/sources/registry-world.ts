import type { World } from './serve-world.ts'

type Entry = { server: { [field: string]: unknown }; status: string; updatedAt: string }

/** Times of entries; the tests' present is later. */
const long = '2026-05-01T10:00:00Z'

const npmNotes = {
  $schema: 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
  name: 'io.github.ada/notes',
  description: 'Keeps notes.\u202e',
  version: '1.2.0',
  websiteUrl: 'https://notes.example.com',
  repository: { url: 'https://github.com/Ada/notes', source: 'github', subfolder: 'packages/server' },
  packages: [
    {
      registryType: 'npm',
      identifier: '@ada/notes',
      version: '1.2.0',
      transport: { type: 'stdio' },
      packageArguments: [
        { type: 'named', name: '--root', value: '/tmp' },
        { type: 'positional', valueHint: 'path', isRequired: true },
        { type: 'positional', value: '{folder}' },
      ],
      environmentVariables: [{ name: 'NOTES_TOKEN', isSecret: true }, { name: 'no good' }],
    },
    { registryType: 'oci', identifier: 'ghcr.io/ada/notes:1.2.0' },
    { registryType: 'nuget', identifier: 'Ada.Notes', version: '1.2.0' },
    { registryType: 'npm', identifier: '../../etc/passwd' },
  ],
  remotes: [
    { type: 'streamable-http', url: 'https://notes.example.com/mcp', headers: [{ name: 'Authorization' }] },
  ],
}
/** As the schema was in July 2025. */
const oldSchema = {
  name: 'io.github.bob/old',
  description: 'Old.',
  version_detail: { version: '0.1.0', is_latest: true },
  packages: [
    {
      registry_name: 'pypi',
      name: 'Bob_Old',
      version: '0.1.0',
      environment_variables: [{ name: 'KEY', is_required: true }],
    },
  ],
  remotes: [{ transport_type: 'sse', url: 'https://bob.example.com/sse' }],
}
const entries: Entry[] = [
  { server: npmNotes, status: 'active', updatedAt: long },
  { server: oldSchema, status: 'active', updatedAt: long },
  {
    server: {
      name: 'com.example/far',
      description: 'x'.repeat(5000),
      version: '1.0.0',
      remotes: [
        { type: 'streamable-http', url: 'https://far.example.com/mcp' },
        { type: 'sse', url: 'https://far.example.com/sse' },
      ],
    },
    status: 'active',
    updatedAt: long,
  },
  {
    server: {
      name: 'com.example/tenant',
      description: 'Needs a name.',
      version: '1.0.0',
      remotes: [{ type: 'streamable-http', url: 'https://{tenant}.example.com/mcp' }],
    },
    status: 'active',
    updatedAt: long,
  },
  {
    server: {
      name: 'io.github.eve/bridge',
      description: 'A bridge.',
      version: '1.0.0',
      packages: [
        {
          registryType: 'npm',
          identifier: 'mcp-remote',
          packageArguments: [{ type: 'positional', value: 'https://eve.example.com/mcp' }],
        },
      ],
    },
    status: 'active',
    updatedAt: long,
  },
  {
    server: {
      name: 'io.github.cat/gone',
      description: 'Gone.',
      version: '1.0.0',
      packages: [{ registryType: 'pypi', identifier: 'cat-gone', version: '1.0.0' }],
    },
    status: 'deleted',
    updatedAt: long,
  },
  {
    server: {
      name: 'io.github.dan/bundle',
      description: 'A bundle.',
      version: '1.0.0',
      packages: [
        {
          registryType: 'mcpb',
          identifier: 'https://github.com/dan/bundle/releases/download/v1/bundle.mcpb',
          fileSha256: 'A'.repeat(64),
        },
      ],
    },
    status: 'active',
    updatedAt: long,
  },
]

export const registryIds = [
  'npm:@ada/notes',
  'pypi:bob-old',
  'remote:https://far.example.com/mcp',
  'registry:com.example/tenant',
  'remote:https://eve.example.com/mcp',
  'pypi:cat-gone',
  'mcpb:https://github.com/dan/bundle/releases/download/v1/bundle.mcpb',
]

/** A registry whose pages hold two entries and whose cursors nobody can guess. */
export function registryWorld(): World & { entries: Entry[] } {
  const world = {
    entries: structuredClone(entries),
    answer(url: URL) {
      if (url.pathname !== '/v0.1/servers') return null
      const { searchParams: asked } = url
      const since = asked.get('updated_since')
      const wanted = world.entries.filter(({ updatedAt }) => since === null || updatedAt > since)
      const cursor = asked.get('cursor')
      const start =
        cursor === null
          ? 0
          : Number(
              Buffer.from(cursor, 'base64url')
                .toString()
                .replace(/^page /, ''),
            )
      if (cursor !== null && !Number.isInteger(start)) return { status: 400, body: { error: 'bad cursor' } }
      const next =
        start + 2 < wanted.length ? Buffer.from(`page ${start + 2}`).toString('base64url') : undefined
      const servers: unknown[] = wanted.slice(start, start + 2).map(({ server, ...said }) => ({
        server,
        _meta: { 'io.modelcontextprotocol.registry/official': { ...said, isLatest: true } },
      }))
      if (start === 0 && since === null) servers.push({ server: { name: 'no name at all' } }, 'junk', null)
      return {
        body: {
          servers,
          metadata: { count: servers.length, ...(next === undefined ? {} : { nextCursor: next }) },
        },
      }
    },
  }
  return world
}
