import { z } from 'zod'
import { cleanText } from '../clean-text.ts'
import { CannotList } from '../failure.ts'
import type { Found, Page, Place, Visit } from './source.ts'

export type LookUp<Kind extends Place['kind']> = {
  kind: Kind
  /** What it is called: each is looked up once. */
  keyOf(place: Extract<Place, { kind: Kind }>): string
  /** What there is to say about it. Throws `CannotList` where that cannot be known now. */
  look(place: Extract<Place, { kind: Kind }>, visit: Visit): Promise<Found[]>
  /** How many at once, and on a page. */
  batch: number
}

const stateSchema = z.object({ after: z.string().optional() }).catch({})
/** So many in a row are not their own fault. */
const failuresInARow = 20

/**
 * Goes through all that other sources know of one kind, by name, and looks each up. What cannot be looked up is
 * a problem; the rest goes on.
 */
export async function* lookUp<Kind extends Place['kind']>(
  visit: Visit,
  { kind, keyOf, look, batch }: LookUp<Kind>,
): AsyncGenerator<Page> {
  const { after = '' } = stateSchema.parse(visit.state ?? {})
  const places = new Map([...visit.known(kind)].map(place => [keyOf(place), place]))
  const keys = [...places.keys()].sort()
  const open = keys.filter(key => key > after)
  let failed = 0
  for (let start = 0; start < open.length || start === 0; start += batch) {
    visit.signal?.throwIfAborted()
    const part = open.slice(start, start + batch)
    const results = await Promise.all(
      part.map(key => lookOnce(key, () => look(places.get(key)!, visit), visit)),
    )
    for (const { error } of results) failed = error === undefined ? 0 : failed + 1
    if (failed >= failuresInARow) throw results.findLast(({ error }) => error !== undefined)!.error
    const ended = start + batch >= open.length
    yield {
      found: results.flatMap(({ found }) => found),
      problems: results.flatMap(({ problem }) => problem),
      state: ended ? {} : { after: part.at(-1) },
      total: keys.length,
    }
  }
}

type Result = { found: Found[]; problem: string[]; error?: CannotList }

async function lookOnce(key: string, look: () => Promise<Found[]>, { signal }: Visit): Promise<Result> {
  try {
    return { found: await look(), problem: [] }
  } catch (error) {
    if (!(error instanceof CannotList) || signal?.aborted) throw error
    const problem = `${cleanText(key, 120)} ${cleanText(error.message, 300)}`
    return { found: [], problem: [problem], ...(isTheHosts(error) ? { error } : {}) }
  }
}

/** A host that is away is away for all; a package that cannot be read is a matter of its own. */
function isTheHosts({ reason }: CannotList): boolean {
  return reason === 'unreachable' || reason === 'timed-out'
}
