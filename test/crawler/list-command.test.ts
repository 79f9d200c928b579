import { describe, expect, test } from 'vitest'
import { listCommand } from '../../crawler/index.ts'
import { expectFailure, expectGone, expectListing, fixture, listFixture } from './fixture.ts'

const control = /[\p{Cc}\p{Cf}]/u

describe('a server that answers', () => {
  test('is listed with what it says of itself, in its order', async () => {
    const at = new Date('2026-01-02T03:04:05Z')
    const { listing, problems } = expectListing(await listFixture('good', { now: () => at }))
    expect(problems).toEqual([])
    expect(listing).toMatchObject({
      server: { id: 'local:fixture', name: 'fixture', version: '1.2.3', description: 'A server for tests.' },
      how: 'listed',
      at: '2026-01-02T03:04:05.000Z',
    })
    expect(listing.tools.map(tool => tool.name)).toEqual(['read_note', 'delete_note'])
    expect(listing.tools[0]).toEqual({
      name: 'read_note',
      title: 'Read a note',
      description: 'Reads one note.',
      inputSchema: { type: 'object', properties: { id: { type: 'string' } } },
      annotations: { readOnlyHint: true },
    })
  })

  test('gets the id that its caller knows', async () => {
    const { listing } = expectListing(await listCommand({ ...fixture('good'), id: 'npm:known' }))
    expect(listing.server.id).toBe('npm:known')
  })

  test('of the era after sessions is understood', async () => {
    const { listing } = expectListing(await listFixture('later-era'))
    expect(listing.server).toMatchObject({ name: 'later-era', version: '2.0.0' })
    expect(listing.tools.map(tool => tool.name)).toEqual(['look_ahead'])
  })

  test('with several pages is read to the last', async () => {
    const { listing, problems } = expectListing(await listFixture('paging'))
    expect(listing.tools.map(tool => tool.name)).toEqual(Array.from({ length: 30 }, (_, i) => `tool_${i}`))
    expect(problems).toEqual([])
  })

  test('with the same page for ever is read once', async () => {
    const { listing, problems } = expectListing(await listFixture('same-page'))
    expect(listing.tools).toHaveLength(3)
    expect(problems).toEqual(['its pages repeat; each was read once'])
  })

  test('with the same cursor for ever is left', async () => {
    const { listing, problems } = expectListing(await listFixture('same-cursor'))
    expect(listing.tools.map(tool => tool.name)).toEqual(['tool_0', 'tool_1'])
    expect(problems).toEqual(['its pages repeat; each was read once'])
  })

  test('without tools is a server without tools', async () => {
    const { listing, problems } = expectListing(await listFixture('no-tools'))
    expect(listing.tools).toEqual([])
    expect(problems).toEqual(['it offers no tools'])
  })

  test('with ten thousand tools is cut, and that is said', async () => {
    const { listing, problems } = expectListing(await listFixture('ten-thousand'))
    expect(listing.tools).toHaveLength(5_000)
    expect(problems).toEqual(['it lists more than 5000 tools; the first 5000 were kept'])
  })
})

describe('a server that means harm', () => {
  test('has its names kept as data and its rubbish named', async () => {
    const { listing, problems } = expectListing(await listFixture('hostile'))
    const names = listing.tools.map(tool => tool.name)
    expect(names.slice(0, 3)).toEqual(['../../index', '__proto__', '<script>alert(1)</script>'])
    expect(names[3]).toHaveLength(3_000)
    expect(names.slice(4)).toEqual(['constructor', 'same', 'same', 'empty'])
    expect(Object.keys(listing.tools[1]?.inputSchema ?? {})).toContain('__proto__')
    expect(listing.tools[1]?.inputSchema).not.toHaveProperty('polluted')
    expect(problems).toEqual([
      'tool 5 (“constructor”): its title cannot be read',
      'tool 6 was left out: it has no name',
      'tool 7 was left out: it has no name',
      'tool 8 was left out: it is not an object',
      'tool 9 was left out: it is not an object',
      'tool 10 (“deep”) was left out: its definition is nested deeper than 200 levels',
      'tool 11 (“heavy”) was left out: its definition has 601 KiB, more than 512',
    ])
  })

  test('and sends a giant message is cut off', async () => {
    const { reason, message } = expectFailure(await listFixture('giant'))
    expect(reason).toBe('too-large')
    expect(message).toContain('more than 16 MiB')
  })

  test('is ended with its children, also where they do not listen', async () => {
    const { listing } = expectListing(await listFixture('grandchild'))
    const pids = listing.tools.map(tool => Number(tool.name.split('_')[1]))
    expect(pids).toHaveLength(2)
    for (const pid of pids) await expectGone(pid)
  })
})

describe('a server that fails says who, what and what to do:', () => {
  test('it ends at once', async () => {
    const { reason, message } = expectFailure(await listFixture('exits'))
    expect(reason).toBe('did-not-start')
    expect(message).toBe(
      'node ended (exit code 3) before it had listed its tools; it said “Error: the variable FIXTURE_KEY is missing at main”. Check the arguments and environment variables that it wants.',
    )
  })

  test('it is not there', async () => {
    const { reason, message } = expectFailure(await listCommand({ command: '/nowhere/server', args: [] }))
    expect(reason).toBe('did-not-start')
    expect(message).toMatch(/^server could not be started: .*ENOENT/)
  })

  test.for(['hangs-at-start', 'hangs-at-list'])('it %s', async name => {
    const { reason, message } = expectFailure(await listFixture(name, { timeout: 1_000 }))
    expect(reason).toBe('timed-out')
    expect(message).toContain('did not list its tools within 1 s')
  })

  test('it prints rubbish', async () => {
    const { reason, message } = expectFailure(await listFixture('rubbish'))
    expect(reason).toBe('not-mcp')
    expect(message).toContain('printed what is not MCP, such as “Welcome to the web server”')
    expect(message).not.toMatch(control)
  })

  test('it answers with something else than a list', async () => {
    expect(expectFailure(await listFixture('not-a-list')).reason).toBe('not-mcp')
  })

  test('it refuses', async () => {
    const { reason, message } = expectFailure(await listFixture('refuses'))
    expect(reason).toBe('not-mcp')
    expect(message).toContain('no licence found')
    expect(message).not.toMatch(control)
  })

  test('it is stopped', async () => {
    const stop = new AbortController()
    const listing = listFixture('hangs-at-start', { signal: stop.signal })
    stop.abort()
    expect(expectFailure(await listing).reason).toBe('stopped')
  })
})
