import { expect, test } from 'vitest'
import {
  githubId,
  idOf,
  npmId,
  ociId,
  packageId,
  pypiId,
  registryId,
  remoteId,
} from '../../../crawler/identity/ids.ts'
import { readCommand } from '../../../crawler/identity/read-command.ts'
import { readRepository } from '../../../crawler/identity/read-repository.ts'

test.for<[string, string | null]>([
  ['@ada/notes', 'npm:@ada/notes'],
  ['../notes', null],
  ['--registry=x', null],
  ['Notes', null],
])('npm %s', ([name, id]) => expect(npmId(name)).toBe(id))

test.for<[string, string | null]>([
  ['Ada_Notes.MCP', 'pypi:ada-notes-mcp'],
  ['notes/../x', null],
  ['-r', null],
])('PyPI %s', ([name, id]) => expect(pypiId(name)).toBe(id))

test.for<[string, string | null]>([
  ['mcp/notes:1.2', 'oci:mcp/notes'],
  ['docker.io/library/notes', 'oci:notes'],
  ['ghcr.io/Ada/notes@sha256:00', 'oci:ghcr.io/ada/notes'],
  ['localhost:5000/notes:latest', 'oci:localhost:5000/notes'],
  ['--privileged', null],
  ['a b', null],
])('image %s', ([image, id]) => expect(ociId(image)).toBe(id))

test.for<[string, string | undefined, string | null]>([
  ['Ada/Notes', undefined, 'github:ada/notes'],
  ['ada/notes', './packages/Server/', 'github:ada/notes/packages/Server'],
  ['ada/notes', '../other', null],
  ['ada/..', undefined, null],
  ['notes', undefined, null],
])('repository %s, folder %s', ([repository, folder, id]) => expect(githubId(repository, folder)).toBe(id))

test('an address has no key in its id', () => {
  expect(remoteId('https://MCP.example.com/mcp/?api_key=1#x')).toBe('remote:https://mcp.example.com/mcp')
  expect(remoteId('https://{tenant}.example.com/mcp')).toBe(null)
  expect(remoteId('https://example.com/{tenant}/mcp')).toBe(null)
  expect(remoteId('ftp://example.com')).toBe(null)
})

test('names of other registries', () => {
  expect(registryId('io.github.ada/notes')).toBe('registry:io.github.ada/notes')
  expect(registryId('io.github.ada')).toBe(null)
  expect(packageId('nuget', 'Ada.Notes')).toBe('nuget:ada.notes')
  expect(packageId('mcpb', 'https://example.com/notes.mcpb')).toBe('mcpb:https://example.com/notes.mcpb')
  expect(packageId('mcpb', 'notes.mcpb')).toBe(null)
})

test.for<[string, string | null]>([
  ['git+https://github.com/Ada/notes.git', 'github:ada/notes'],
  ['git@github.com:ada/notes.git', 'github:ada/notes'],
  ['git+ssh://git@github.com/ada/notes.git#main', 'github:ada/notes'],
  ['ada/notes', 'github:ada/notes'],
  ['github:ada/notes', 'github:ada/notes'],
  ['github.com/ada/notes', 'github:ada/notes'],
  ['https://www.github.com/ada/notes/', 'github:ada/notes'],
  ['https://github.com/ada/notes/issues', 'github:ada/notes'],
  ['https://github.com/ada/notes#readme', 'github:ada/notes'],
  ['https://github.com/ada/notes/tree/main/packages/server', 'github:ada/notes/packages/server'],
  ['https://github.com/ada/notes/blob/main/src/notes/README.md', 'github:ada/notes/src/notes'],
  ['https://github.com/ada/notes/tree/main/..%2f..%2fetc', null],
  ['https://gitlab.com/ada/notes', null],
  ['https://github.com/ada', null],
  ['https://github.com.example.com/ada/notes', null],
  ['', null],
])('the repository of %s', ([text, id]) => expect(readRepository(text)?.id ?? null).toBe(id))

test('a folder beside the repository counts', () => {
  expect(readRepository('https://github.com/ada/notes', 'packages/server')).toEqual({
    id: 'github:ada/notes/packages/server',
    repository: 'ada/notes',
    folder: 'packages/server',
    address: 'https://github.com/ada/notes/tree/HEAD/packages/server',
  })
})

test.for<[string, string | null]>([
  ['npx -y @ada/notes@1.2.0 --root /tmp', 'npm:@ada/notes'],
  ['npx --package=@ada/notes notes-server', 'npm:@ada/notes'],
  ['npx -p @ada/notes -- notes-server', 'npm:@ada/notes'],
  ['/usr/local/bin/npx -y notes', 'npm:notes'],
  ['C:\\nodejs\\npx.cmd -y notes', 'npm:notes'],
  ['cmd /c npx -y notes', 'npm:notes'],
  ['env TOKEN=1 npx notes', 'npm:notes'],
  ['pnpm dlx notes', 'npm:notes'],
  ['bunx notes@latest', 'npm:notes'],
  ['uvx ada-notes==1.0', 'pypi:ada-notes'],
  ['uvx --from ada_notes[extra] notes', 'pypi:ada-notes'],
  ['uv tool run --python 3.12 ada-notes', 'pypi:ada-notes'],
  ['pipx run ada-notes', 'pypi:ada-notes'],
  ['docker run -i --rm -e TOKEN -v /a:/b --network none mcp/notes:latest stdio', 'oci:mcp/notes'],
  ['docker container run --name=x ghcr.io/ada/notes', 'oci:ghcr.io/ada/notes'],
  ['npx -y mcp-remote https://mcp.example.com/sse --header X:1', 'remote:https://mcp.example.com/sse'],
  ['uvx mcp-proxy https://mcp.example.com/mcp', 'remote:https://mcp.example.com/mcp'],
  ['node /home/ada/notes/index.js', null],
  ['npx -y ./notes', null],
  ['uvx git+https://github.com/ada/notes', null],
  ['docker ps', null],
  ['npx', null],
])('what is run by: %s', ([line, id]) => {
  const [command = '', ...args] = line.split(' ')
  const place = readCommand(command, args)
  expect(idOf(place)).toBe(id)
  if (id === null) expect(place).toEqual({ kind: 'command', command, args })
})

test('a version and arguments go along, values of variables do not', () => {
  expect(readCommand('npx', ['-y', 'notes@1.2.0', '--root', '/tmp'], ['TOKEN'])).toEqual({
    kind: 'npm',
    package: 'notes',
    version: '1.2.0',
    args: ['--root', '/tmp'],
    environment: ['TOKEN'],
  })
})
