import { compareIds, kindOf } from './ids.ts'

/** Ids in groups that grow together: disjoint sets. */
export type Groups = {
  /** Puts two ids into one group. */
  join(one: string, other: string): void
  /** Stands for the group of an id until the next `join`. */
  root(id: string): string
  same(one: string, other: string): boolean
  members(): Map<string, string[]>
}

export function openGroups(): Groups {
  const parents = new Map<string, string>()
  const root = (id: string): string => {
    let at = id
    for (let up = parents.get(at) ?? at; up !== at; up = parents.get(at) ?? at) {
      parents.set(at, parents.get(up) ?? up)
      at = up
    }
    return at
  }
  return {
    root,
    same: (one, other) => root(one) === root(other),
    members: () => Map.groupBy(parents.keys(), root),
    join(one, other) {
      for (const id of [one, other]) if (!parents.has(id)) parents.set(id, id)
      parents.set(root(other), root(one))
    },
  }
}

/** The best id of each group, for each id: by kind, then what is still kept up, then by the alphabet. */
export function nameGroups(groups: Groups, stale: ReadonlySet<string>): Map<string, string> {
  const names = new Map<string, string>()
  const compare = (one: string, other: string) =>
    kindOf(one) === kindOf(other) && stale.has(one) !== stale.has(other)
      ? Number(stale.has(one)) - Number(stale.has(other))
      : compareIds(one, other)
  for (const ids of groups.members().values()) {
    const best = ids.reduce((one, other) => (compare(other, one) < 0 ? other : one))
    for (const id of ids) names.set(id, best)
  }
  return names
}
