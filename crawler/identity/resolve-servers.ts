import type { Found } from '../sources/source.ts'
import { type Groups, nameGroups, openGroups } from './groups.ts'
import { compareIds, isPackageId, kindOf } from './ids.ts'

/** What is needed of a `Found` to know who it is. */
export type Testimony = Pick<Found, 'id' | 'aliases' | 'claims' | 'status'>

export type Resolution = {
  /** The canonical id of every id that was mentioned. */
  canonical: Map<string, string>
  /** Repositories that are several servers' home: reading one whole would give each the tools of all. */
  shared: Set<string>
}

/**
 * Says which ids are one server. Aliases are believed. A claim is believed where the other side makes one in
 * return, such as a package that names its repository, which names the package. Without that, a repository is
 * taken for its package's where no other says so and it names no other itself, and an address for a server's
 * where nobody else found it. So neither a fork nor whoever claims to be somebody becomes one with what it
 * copies. The order of testimonies does not matter.
 */
export function resolveServers(testimonies: Iterable<Testimony>): Resolution {
  const all = [...testimonies]
  const groups = openGroups()
  for (const { id, aliases } of all) for (const alias of [id, ...aliases]) groups.join(id, alias)
  const claims = all.flatMap(({ id, claims }) => claims.map(to => ({ from: id, to })))
  for (const { to } of claims) groups.join(to, to)
  for (const { from, to } of mutual(claims, groups)) groups.join(from, to)
  const shared = settleRepositories(claims, groups)
  settleAddresses(claims, all, groups)
  const active = new Set(all.filter(({ status }) => status === 'active').map(({ id }) => id))
  const stale = new Set(all.filter(({ id }) => !active.has(id)).map(({ id }) => id))
  return { canonical: nameGroups(groups, stale), shared }
}

type Claim = { from: string; to: string }

function mutual(claims: Claim[], groups: Groups): Claim[] {
  const pairs = new Set(claims.map(({ from, to }) => `${groups.root(from)}\n${groups.root(to)}`))
  return claims.filter(({ from, to }) => pairs.has(`${groups.root(to)}\n${groups.root(from)}`))
}

/**
 * A repository that one server alone calls its home, whole or in part, is that server. One that several do is
 * shared, unless they have one name in different registries: then it is one server, published twice.
 */
function settleRepositories(claims: Claim[], groups: Groups): Set<string> {
  const shared = new Set<string>()
  const members = groups.members()
  const mentioned = [...members.values()].flat().filter(id => kindOf(id) === 'github')
  const claimed = Map.groupBy(
    claims.filter(({ to }) => kindOf(to) === 'github'),
    ({ to }) => wholeOf(to),
  )
  const isElsewhere = elsewhere(claims, groups)
  const joins: Claim[] = []
  for (const [whole, parts] of Map.groupBy(mentioned, wholeOf)) {
    const home = claimed.get(whole) ?? []
    const folders = parts.filter(part => part !== whole && !home.some(({ to }) => to === part))
    const roots = new Set([...home.map(({ from }) => from), ...folders].map(groups.root))
    const tenants = [...roots].map(root => members.get(root)!.reduce(betterId))
    if (tenants.length > 1 && !haveOneName(tenants)) {
      shared.add(whole)
      joins.push(...tenantsOfFolders(home, groups, isElsewhere))
    } else if (tenants.length > 0) {
      const open = [whole, ...parts].filter(part => !isElsewhere(part, tenants))
      joins.push(...[...tenants, ...open].map(to => ({ from: tenants[0]!, to })))
    }
  }
  // Afterwards, so that no repository's case depends on which came before it.
  for (const { from, to } of joins) groups.join(from, to)
  return shared
}

/** In a shared repository a folder still belongs to the one server that says so. */
function tenantsOfFolders(home: Claim[], groups: Groups, isElsewhere: ReturnType<typeof elsewhere>): Claim[] {
  return [...Map.groupBy(home, ({ to }) => to)].flatMap(([folder, own]) => {
    const roots = new Set(own.map(({ from }) => groups.root(from)))
    const alone = folder !== wholeOf(folder) && roots.size === 1
    return alone && !isElsewhere(folder, [...roots]) ? own.slice(0, 1) : []
  })
}

/** Tells whether a repository says itself that it is another package than its tenants. */
function elsewhere(claims: Claim[], groups: Groups): (repository: string, tenants: string[]) => boolean {
  const named = Map.groupBy(
    claims.filter(({ to }) => isPackageId(to)),
    ({ from }) => groups.root(from),
  )
  return (repository, tenants) =>
    (named.get(groups.root(repository)) ?? []).some(({ to }) => !tenants.some(one => groups.same(one, to)))
}

/** An address that one server claims is its own, where nobody found that address by itself. */
function settleAddresses(claims: Claim[], all: Testimony[], groups: Groups): void {
  const found = new Set(all.map(({ id }) => groups.root(id)))
  const open = claims.filter(({ to }) => kindOf(to) !== 'github' && !found.has(groups.root(to)))
  const joins = [...Map.groupBy(open, ({ to }) => groups.root(to)).values()].filter(
    own =>
      new Set(own.map(({ from }) => groups.root(from))).size === 1 && !own.some(({ to }) => isPackageId(to)),
  )
  for (const [claim] of joins) groups.join(claim!.from, claim!.to)
}

/** `github:owner/name` of an id with or without a folder. */
function wholeOf(id: string): string {
  return id.split('/', 2).join('/')
}

function betterId(one: string, other: string): string {
  return compareIds(one, other) <= 0 ? one : other
}

/** `npm:@scope/notes_mcp` and `pypi:notes-mcp` have. */
function haveOneName(ids: string[]): boolean {
  const names = ids.map(id => id.replace(/^.*[:/]/, '').replaceAll(/[._-]+/g, '-'))
  const kinds = new Set(ids.map(kindOf))
  return ids.every(isPackageId) && new Set(names).size === 1 && kinds.size === ids.length
}
