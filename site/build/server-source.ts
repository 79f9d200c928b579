import type { ReadonlyCatalogue } from '../../catalogue/index.ts'
import { ruleCatalogue } from '../../classifier/index.ts'
import type { Atlas, ServerEntry } from '../atlas.ts'
import { type Kin, noKin, noTwins } from '../kin.ts'
import { readChangesOf, readDifferencesOf, readTools, type Source } from '../source.ts'

/** A server whose pages are to be made, and what they say of others. */
export type ServerToMake = { server: ServerEntry; kin: Kin }
/** What every page is made from beside the catalogue. */
export type Common = Pick<Source, 'accuracy' | 'placard' | 'address'>

/** What pages are made from that the catalogue or the code has. */
export function readingSource(catalogue: ReadonlyCatalogue) {
  return {
    toolsOf: readTools(catalogue),
    toolAt: catalogue.tool,
    changes: catalogue.changes,
    changesOf: readChangesOf(catalogue),
    differencesOf: readDifferencesOf(catalogue),
    listings: catalogue.listings,
    definitionsOf: catalogue.definitionsOf,
    rules: new Map(ruleCatalogue.map(rule => [rule.id, rule])),
  }
}

const wholeCatalogue = {
  servers: true,
  tools: true,
  byCategory: true,
  bySeverity: true,
  ruleUses: true,
  classifiers: true,
  tally: true,
  totals: true,
} satisfies Record<Exclude<keyof Atlas, 'serverById'>, true>

/**
 * The source of the pages of one server at a time, and how to turn to the next. They see that server alone: were one to
 * show a figure of the whole catalogue, each new server would make every page out of date, and building only what
 * changed would leave wrong pages.
 */
export function serverSource(
  catalogue: ReadonlyCatalogue,
  common: Common,
): { source: Source; turnTo(next: ServerToMake): void } {
  const serverById = new Map<string, ServerEntry>()
  let kin = noKin
  const atlas = Object.defineProperties(
    { serverById },
    Object.fromEntries(Object.keys(wholeCatalogue).map(name => [name, refuse(`the atlas’s ${name}`)])),
  ) as Atlas
  const twinsOf = (hash: string) => kin.twins.get(hash) ?? noTwins
  const source = {
    ...{ ...readingSource(catalogue), ...common, atlas, twinsOf, asOf: '' },
    get relatives() {
      return kin.relatives
    },
  }
  Object.defineProperty(source, 'asOf', refuse('when anything was last seen'))
  return {
    source,
    turnTo(next) {
      serverById.clear()
      serverById.set(next.server.row.id, next.server)
      kin = next.kin
    },
  }
}

function refuse(what: string) {
  return {
    get(): never {
      throw new Error(`the page of a server may not depend on ${what}, which changes with every other server`)
    },
  }
}
