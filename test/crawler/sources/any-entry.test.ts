import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readAnyConfiguration } from '../../../crawler/clients/read-configuration.ts'
import {
  githubId,
  idOf,
  kindOf,
  npmId,
  ociId,
  pypiId,
  registryId,
  remoteId,
} from '../../../crawler/identity/ids.ts'
import { readCommand } from '../../../crawler/identity/read-command.ts'
import { readRepository } from '../../../crawler/identity/read-repository.ts'
import { readFolder } from '../../../crawler/sources/manifests.ts'
import { readServerJson } from '../../../crawler/sources/read-server-json.ts'
import { expectSound } from './contract.ts'

// Whatever a stranger writes where something else should be.

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    'npm',
    'oci',
    '__proto__',
    'https://a.example/mcp',
    '{x}',
    '../..',
    'a/b',
    '@a/b',
    '-y',
    '1.0.0',
    '\u202e',
    '',
  ),
)
const junk = fc.oneof({ weight: 3, arbitrary: text }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) })
const record = (...names: string[]) =>
  fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.constantFrom('__proto__', 'constructor')), junk, {
    maxKeys: 12,
  })
const list = <Value>(entry: fc.Arbitrary<Value>) => fc.oneof(fc.array(entry, { maxLength: 4 }), junk)

const pack = fc.record(
  {
    registryType: fc.oneof(fc.constantFrom('npm', 'pypi', 'oci', 'mcpb', 'nuget', 'cargo', 'docker'), junk),
    registry_name: junk,
    registryBaseUrl: fc.oneof(fc.constant('https://ghcr.io'), junk),
    identifier: fc.oneof(fc.constantFrom('@ada/notes', 'mcp-remote', 'ghcr.io/a/b:1'), junk),
    version: junk,
    fileSha256: junk,
    packageArguments: list(record('type', 'name', 'value', 'default', 'isRequired')),
    environmentVariables: list(record('name')),
  },
  { requiredKeys: [] },
)
const serverJson = fc.record(
  {
    name: fc.oneof(fc.constant('io.github.ada/notes'), junk),
    description: junk,
    title: junk,
    version: junk,
    websiteUrl: junk,
    repository: fc.oneof(record('url', 'subfolder'), junk),
    packages: list(pack),
    remotes: list(record('type', 'transport_type', 'url', 'headers')),
  },
  { requiredKeys: ['name'] },
)

test('any server.json is read soundly or not at all', () => {
  fc.assert(
    fc.property(serverJson, value => {
      const found = readServerJson(JSON.parse(JSON.stringify(value)))
      if (found !== null) expectSound(found)
    }),
    { numRuns: 2000 },
  )
})

test('any configuration is read or refused, and no name leads anywhere', () => {
  const entry = record('command', 'args', 'env', 'url', 'headers', 'type', 'disabled', 'cwd', 'httpUrl')
  const servers = fc.oneof(fc.dictionary(text, entry), list(entry))
  const configuration = fc.record(
    {
      mcpServers: servers,
      servers,
      mcp: servers,
      projects: fc.dictionary(text, fc.record({ mcpServers: servers })),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(configuration, value => {
      for (const server of readAnyConfiguration(JSON.stringify(value), 'x.json', {}) ?? []) {
        expect(server.name).not.toMatch(/[\p{Cc}\p{Cf}]/u)
        if (server.place.kind !== 'command' && server.place.kind !== 'remote')
          expect(idOf(server.place)).not.toBe(null)
      }
      expect(Object.keys(Object.prototype)).toEqual([])
    }),
    { numRuns: 1000 },
  )
})

test('any words are a command, or what it fetches', () => {
  const words = fc.array(
    fc.oneof(text, fc.constantFrom('--', '-p', '--from', '-e', 'run', 'x', 'exec', 'tool', 'dlx', '/c')),
  )
  const program = fc.oneof(
    fc.constantFrom('npx', 'uvx', 'docker', 'npm', 'uv', 'bunx', 'cmd', 'env', 'mcp-remote'),
    text,
  )
  fc.assert(
    fc.property(program, words, (command, args) => {
      const place = readCommand(command, args)
      if (place.kind === 'command') expect(place).toEqual({ kind: 'command', command, args })
      else expect(idOf(place)).not.toBe(null)
    }),
    { numRuns: 2000 },
  )
})

test('an id that is made is one, and is free of what would break a line', () => {
  const makers = [
    npmId,
    pypiId,
    ociId,
    remoteId,
    registryId,
    githubId,
    (name: string) => githubId('ada/notes', name),
    (name: string) => readRepository(name)?.id ?? null,
  ]
  fc.assert(
    fc.property(text, fc.constantFrom(...makers), (name, make) => {
      const id = make(name)
      if (id === null) return
      expect(kindOf(id)).not.toBe(null)
      expect(id).not.toMatch(/[\p{Cc}]|\/\.\.?(\/|$)/u)
    }),
    { numRuns: 3000 },
  )
})

test('any manifests are read or left', () => {
  const file = fc.oneof(
    record('name', 'version', 'private', 'dependencies', 'description').map(value => JSON.stringify(value)),
    text,
    fc.constant('[project]\nname = 7'),
  )
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('package.json', 'pyproject.toml', 'server.json'), file),
      files => {
        const read = readFolder(
          new Map(Object.entries(files).map(([name, content]) => [name, Buffer.from(content)])),
        )
        for (const id of read?.ids ?? []) expect(kindOf(id)).not.toBe(null)
      },
    ),
    { numRuns: 1000 },
  )
})
