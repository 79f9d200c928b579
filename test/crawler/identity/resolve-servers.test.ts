import fc from 'fast-check'
import { expect, test } from 'vitest'
import { resolveServers, type Testimony } from '../../../crawler/identity/resolve-servers.ts'

function says(id: string, more: Partial<Testimony> = {}): Testimony {
  return { id, aliases: [], claims: [], status: 'active', ...more }
}

/** Groups of ids, each with its canonical one first. */
function groupsOf(testimonies: Testimony[]): string[][] {
  const { canonical } = resolveServers(testimonies)
  return [...Map.groupBy(canonical, ([, name]) => name)]
    .map(([name, pairs]) => [
      name,
      ...pairs
        .map(([id]) => id)
        .filter(id => id !== name)
        .sort(),
    ])
    .sort()
}

const home = 'github:ada/notes'

test('a registry entry makes its package, its address and its own name one server', () => {
  const entry = says('npm:@ada/notes', {
    aliases: ['registry:io.github.ada/notes', 'pypi:ada-notes'],
    claims: ['remote:https://notes.example.com/mcp', home],
  })
  const [group, ...others] = groupsOf([entry])
  expect(others).toEqual([])
  expect(group).toEqual([
    'npm:@ada/notes',
    home,
    'pypi:ada-notes',
    'registry:io.github.ada/notes',
    'remote:https://notes.example.com/mcp',
  ])
})

test('a package and the repository that name each other are one, whoever else names that repository', () => {
  const testimonies = [
    says('npm:notes', { claims: [home] }),
    says(home, { claims: ['npm:notes'] }),
    says('npm:n0tes', { claims: [home] }),
  ]
  expect(groupsOf(testimonies)).toEqual([['npm:n0tes'], ['npm:notes', home]])
  expect(resolveServers(testimonies).shared).toEqual(new Set([home]))
})

test('a fork that still names the package it was copied from stays itself', () => {
  const fork = 'github:eve/notes'
  const testimonies = [
    says('npm:notes', { claims: [home] }),
    says(home, { claims: ['npm:notes'] }),
    says(fork, { claims: ['npm:notes'] }),
  ]
  expect(groupsOf(testimonies)).toEqual([[fork], ['npm:notes', home]])
})

test('a fork does not become the package that is published from it under another name', () => {
  const fork = 'github:eve/notes'
  const testimonies = [says('npm:eves', { claims: [fork] }), says(fork, { claims: ['npm:notes'] })]
  expect(groupsOf(testimonies)).toEqual([[fork], ['npm:eves'], ['npm:notes']])
})

test('packages of one repository stay apart, each with its folder', () => {
  const testimonies = [
    says('npm:@ada/read', { claims: [`${home}/packages/read`] }),
    says('npm:@ada/write', { claims: [`${home}/packages/write`] }),
    says('npm:@ada/all', { claims: [home] }),
    says(home),
  ]
  expect(groupsOf(testimonies)).toEqual([
    [home],
    ['npm:@ada/all'],
    ['npm:@ada/read', `${home}/packages/read`],
    ['npm:@ada/write', `${home}/packages/write`],
  ])
  expect(resolveServers(testimonies).shared).toEqual(new Set([home]))
})

test('the one package of a repository is that repository, wherever in it it is', () => {
  const testimonies = [says('npm:notes', { claims: [`${home}/packages/server`] }), says(home)]
  expect(groupsOf(testimonies)).toEqual([['npm:notes', home, `${home}/packages/server`]])
  expect(resolveServers(testimonies).shared).toEqual(new Set())
})

test('one name in two registries and one repository is one server', () => {
  const testimonies = [
    says('npm:@ada/notes-mcp', { claims: [home] }),
    says('pypi:notes-mcp', { claims: [home] }),
  ]
  expect(groupsOf(testimonies)).toEqual([['npm:@ada/notes-mcp', home, 'pypi:notes-mcp']])
})

test('nobody takes over an address that was found by itself', () => {
  const address = 'remote:https://bank.example.com/mcp'
  const bank = says(address, { aliases: ['registry:com.example/bank'] })
  const thief = says('npm:bank-tools', { aliases: ['registry:io.github.eve/bank'], claims: [address] })
  expect(groupsOf([thief, bank])).toEqual([
    ['npm:bank-tools', 'registry:io.github.eve/bank'],
    [address, 'registry:com.example/bank'],
  ])
})

test('an address that two claim is neither one’s', () => {
  const address = 'remote:https://mcp.example.com'
  const testimonies = [says('npm:one', { claims: [address] }), says('npm:two', { claims: [address] })]
  expect(groupsOf(testimonies)).toEqual([['npm:one'], ['npm:two'], [address]])
})

test('what is still kept up gives the name', () => {
  const renamed = says('npm:a-notes', { aliases: ['npm:notes'], status: 'deprecated' })
  expect(groupsOf([renamed, says('npm:notes')])).toEqual([['npm:notes', 'npm:a-notes']])
  expect(groupsOf([renamed])).toEqual([['npm:notes', 'npm:a-notes']])
})

test('the order in which they are heard does not matter', () => {
  const ids = ['npm:a', 'npm:b', 'pypi:a', home, `${home}/x`, 'github:eve/notes', 'remote:https://a.example']
  const testimony = fc.record({
    id: fc.constantFrom(...ids),
    aliases: fc.constant<string[]>([]),
    claims: fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 3 }),
    status: fc.constantFrom('active' as const, 'deleted' as const),
  })
  const shuffled = fc
    .array(testimony, { maxLength: 8 })
    .chain(list => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })))
  fc.assert(
    fc.property(shuffled, ([list, other]) => {
      expect(groupsOf(other)).toEqual(groupsOf(list))
      expect(resolveServers(other).shared).toEqual(resolveServers(list).shared)
    }),
  )
})
