import { expect, test } from 'vitest'
import { definitionHash } from '../../classifier/index.ts'
import {
  deleteNote,
  first,
  listing,
  names,
  open,
  readNote,
  second,
  server,
  shareNote,
  third,
  verdict,
} from './notes.ts'

// One server, seen in several ways and versions.
const described = { ...readNote, description: 'Reads a note.' }
const newer = { ...server, version: '2.0.0' }
const unversioned = { ...server, version: '' }

test.each([
  [['published', 'extracted', 'listed'] as const],
  [['listed', 'extracted', 'published'] as const],
  [['extracted', 'listed', 'published'] as const],
])('what the server says counts, then its source, then catalogues, in whatever order: %s', ways => {
  const catalogue = open()
  const tools = {
    listed: [readNote, deleteNote],
    extracted: [described, deleteNote, shareNote],
    published: [deleteNote],
  }
  for (const how of ways) catalogue.recordListing(listing(tools[how], first, server, how))
  expect(names(catalogue)).toEqual(['read_note', 'delete_note'])
  expect(catalogue.server(server.id)).toMatchObject({ how: 'listed', toolCount: 2 })
  expect(catalogue.differences(server.id)).toEqual([
    {
      tool: 'read_note',
      members: ['description'],
      hashes: [
        { how: 'listed', hash: definitionHash(readNote) },
        { how: 'extracted', hash: definitionHash(described) },
        { how: 'published', hash: null },
      ],
    },
    {
      tool: 'share_note',
      members: [],
      hashes: [
        { how: 'listed', hash: null },
        { how: 'extracted', hash: definitionHash(shareNote) },
        { how: 'published', hash: null },
      ],
    },
  ])
})

test('what goes without saying is no difference between two ways', () => {
  const catalogue = open()
  const schema = { type: 'object', properties: { id: { type: 'string' } } }
  const said = {
    ...schema,
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    additionalProperties: false,
  }
  const [plain, full] = [schema, said].map(inputSchema => ({ name: 'read_note', inputSchema }))
  catalogue.recordListing(listing([plain!], first, server, 'extracted'))
  catalogue.recordListing(listing([{ ...full!, description: 'Reads.' }]))
  expect(catalogue.differences(server.id)).toEqual([])
  const other = { ...full!, inputSchema: { ...said, required: ['id'] } }
  catalogue.recordListing(listing([other], second))
  expect(catalogue.differences(server.id)).toMatchObject([{ tool: 'read_note', members: ['inputSchema'] }])
})

test('the newest version counts, however it was seen', () => {
  const catalogue = open()
  catalogue.recordListing(listing([readNote]))
  catalogue.recordListing(listing([deleteNote], second, newer, 'extracted'))
  expect(names(catalogue)).toEqual(['delete_note'])
  expect(catalogue.server(server.id)).toMatchObject({ version: '2.0.0', how: 'extracted' })
  catalogue.recordListing(listing([shareNote], third, unversioned, 'published'))
  expect(names(catalogue)).toEqual(['delete_note'])
  expect(catalogue.listings(server.id).map(({ version, how, current }) => [version, how, current])).toEqual([
    ['', 'published', false],
    ['2.0.0', 'extracted', true],
    ['1.0.0', 'listed', false],
  ])
})

test('an answer without tools does not outdo tools that were read', () => {
  const catalogue = open()
  catalogue.recordListing(listing([readNote], first, server, 'extracted'))
  catalogue.recordListing(listing([], second, server, 'listed'))
  expect(names(catalogue)).toEqual(['read_note'])
  catalogue.recordListing(listing([deleteNote], third, server, 'listed'))
  expect(names(catalogue)).toEqual(['delete_note'])
})

test('where a tool stands in the source stays known when the server lists it', () => {
  const catalogue = open()
  const places = new Map([['read_note', 'src/index.ts:12']])
  catalogue.recordListing({ ...listing([readNote], first, server, 'extracted'), places, unproven: 3 })
  catalogue.recordListing(listing([readNote, deleteNote], second))
  expect(catalogue.tools(server.id).map(({ place, how }) => [place, how])).toEqual([
    ['src/index.ts:12', 'listed'],
    [undefined, 'listed'],
  ])
  expect(catalogue.listings(server.id)).toMatchObject([{ unproven: 0 }, { how: 'extracted', unproven: 3 }])
})

test('every definition of every version is kept, with when it was seen', () => {
  const catalogue = open()
  catalogue.recordListing(listing([readNote]))
  catalogue.recordListing(listing([readNote], second))
  catalogue.recordListing(listing([described], third, newer))
  expect(catalogue.definitionsOf(server.id, 'read_note')).toEqual([
    {
      version: '2.0.0',
      how: 'listed',
      definition: described,
      definitionHash: definitionHash(described),
      firstSeen: third,
      lastSeen: third,
    },
    {
      version: '1.0.0',
      how: 'listed',
      definition: readNote,
      definitionHash: definitionHash(readNote),
      firstSeen: first,
      lastSeen: second,
    },
  ])
  expect(catalogue.definition(definitionHash(readNote))).toEqual(readNote)
  expect(catalogue.definition('sha256:none')).toBeNull()
})

test('changes are told, newest first, between sightings of one kind alone', () => {
  const catalogue = open()
  catalogue.recordListing(listing([readNote, deleteNote], first, server, 'extracted'))
  // Another way of reading is no change of the server.
  catalogue.recordListing(listing([described, deleteNote], first))
  catalogue.recordVerdicts(server.id, [verdict(described), verdict(deleteNote)])
  expect(catalogue.changes()).toEqual([{ kind: 'new-server', at: first, serverId: server.id }])

  catalogue.recordListing(listing([readNote, shareNote], second, newer))
  catalogue.recordVerdicts(server.id, [verdict(readNote, 'Write'), verdict(shareNote)])
  const [before, after] = [definitionHash(described), definitionHash(readNote)]
  const here = { at: second, serverId: server.id }
  expect(catalogue.changes()).toEqual([
    {
      ...here,
      kind: 'changed-label',
      tool: 'read_note',
      before,
      after,
      beforeLabel: { category: 'Read', severity: 'Low' },
      afterLabel: { category: 'Write', severity: 'Low' },
    },
    { ...here, kind: 'new-tool', tool: 'share_note', after: definitionHash(shareNote) },
    { ...here, kind: 'gone-tool', tool: 'delete_note', before: definitionHash(deleteNote) },
    { ...here, kind: 'changed-definition', tool: 'read_note', before, after },
    { at: first, serverId: server.id, kind: 'new-server' },
  ])
  expect(catalogue.changes({ kinds: ['new-tool', 'gone-tool'] })).toHaveLength(2)
  expect(catalogue.changes({ since: second, tool: 'read_note' })).toHaveLength(2)
  expect(catalogue.changes({ limit: 1 })).toMatchObject([{ kind: 'changed-label' }])
  expect(catalogue.changes({ serverId: 'npm:other' })).toEqual([])

  // The same again is no news; another classifier's label is.
  catalogue.recordListing(listing([readNote, shareNote], third, newer))
  catalogue.recordVerdicts(server.id, [verdict(readNote, 'Write'), verdict(shareNote, 'Execute', 'two')])
  expect(catalogue.changes({ since: third })).toMatchObject([
    { kind: 'changed-label', tool: 'share_note', afterLabel: { category: 'Execute' } },
  ])
})

test('a server is found under every name of it, and what had two names becomes one', () => {
  const catalogue = open()
  const repository = { ...server, id: 'github:harbour/notes', homepage: 'https://notes.example' }
  catalogue.recordListing(listing([readNote], first, repository, 'extracted'))
  catalogue.recordListing(listing([readNote, deleteNote], second))
  catalogue.recordAliases(server.id, ['github:harbour/notes', 'oci:harbour/notes'])

  expect(catalogue.servers().map(({ id }) => id)).toEqual([server.id])
  expect(catalogue.server(server.id)).toMatchObject({
    firstSeen: first,
    homepage: 'https://notes.example',
    toolCount: 2,
  })
  expect(catalogue.listings(server.id)).toHaveLength(2)
  expect(catalogue.aliases(server.id)).toEqual(['github:harbour/notes', 'oci:harbour/notes'])
  expect(catalogue.changes()).toHaveLength(1)

  catalogue.recordListing(listing([shareNote], third, { ...server, id: 'oci:harbour/notes' }))
  expect(names(catalogue)).toEqual(['share_note'])
  // The name that counts may change later on, and every other still leads there.
  catalogue.recordAliases('pypi:notes', [server.id])
  expect(catalogue.servers().map(({ id }) => id)).toEqual(['pypi:notes'])
  for (const id of [server.id, 'github:harbour/notes', 'oci:harbour/notes'])
    expect(catalogue.canonicalId(id)).toBe('pypi:notes')
  expect(names(catalogue, 'pypi:notes')).toEqual(['share_note'])
})

test('copies are known by their definitions', () => {
  const catalogue = open()
  catalogue.recordListing(listing([readNote, deleteNote, shareNote]))
  catalogue.recordListing(listing([deleteNote, readNote], first, { ...server, id: 'npm:notes-fork' }))
  catalogue.recordListing(listing([readNote], first, { ...server, id: 'npm:one-alike' }))
  expect(catalogue.relatives(server.id)).toEqual([{ id: 'npm:notes-fork', shared: 2, toolCount: 2 }])
  expect(catalogue.relatives(server.id, 1)).toHaveLength(2)
})

test('what became of a server at its source is known, and forgotten when it is back', () => {
  const catalogue = open()
  catalogue.recordListing(listing([readNote]))
  catalogue.recordStatus(server.id, 'deleted', 'gone for good')
  expect(catalogue.server(server.id)).toMatchObject({ status: 'deleted', statusMessage: 'gone for good' })
  catalogue.recordStatus(server.id, 'active')
  expect(catalogue.server(server.id)).not.toHaveProperty('status')
})
