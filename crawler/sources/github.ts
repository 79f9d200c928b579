import { z } from 'zod'
import { cleanText } from '../clean-text.ts'
import { type AskGitHub, type GitHubOptions, openGitHub } from './github-api.ts'
import { queries, readCode, readRepositories } from './github-queries.ts'
import type { Page, Source, Visit } from './source.ts'

/**
 * What is left of a query: pushes between two times (seconds since 1970), or files between two sizes (bytes).
 * It is gone through from its end in steps, each so long that what is found fits on a page.
 */
const rest = z.object({
  query: z.number().int().min(0),
  from: z.number().int(),
  to: z.number().int(),
  step: z.number().int().min(1),
})
type Rest = z.infer<typeof rest>

const stateSchema = z.object({
  /** Pushes from then on are asked for; when that was last done, and when code was last searched. */
  since: z.iso.datetime().optional(),
  code: z.iso.datetime().optional(),
  /** What is left of a pass that began at `started`. */
  started: z.iso.datetime().optional(),
  rests: z.array(rest).default([]),
})
type State = z.infer<typeof stateSchema>

/** One page of a search. More is not asked for: pages shift while repositories are pushed to. */
const most = 100
/** Nothing is older: GitHub is from then. */
const beginning = Date.UTC(2008, 0, 1) / 1000
/** GitHub searches no files beyond that, in bytes. */
const largestFile = 384 * 1024
const month = 30 * 24 * 3600
const overlap = 3600 * 1000
const week = 7 * 24 * 3600 * 1000

/**
 * GitHub's search: repositories by what they are about, and, with a token, by their code. A search gives a
 * thousand results at the most, so it is asked in steps of time, or of size.
 */
export function githubSource(options: GitHubOptions = {}): Source {
  return {
    id: 'github',
    title: "GitHub's search",
    async *discover(visit) {
      const ask = openGitHub(visit, options)
      let state = begin(visit, options.token !== undefined && options.token !== '')
      for (let [first, ...others] = state.rests; first !== undefined; [first, ...others] = state.rests) {
        const { left, ...page } = await search(ask, first)
        const rests = left === null ? others : [left, ...others]
        state = rests.length > 0 ? { ...state, rests } : ended(state)
        yield { ...page, state: { ...state } }
      }
    },
  }
}

/** Goes on with a pass, or begins one. Code has no time: all of it is searched, once a week. */
function begin(visit: Visit, hasToken: boolean): State {
  const state = stateSchema.catch({ rests: [] }).parse(visit.state ?? {})
  const known = state.rests.filter(({ query }) => query < queries.length)
  if (state.started !== undefined && known.length > 0) return { ...state, rests: known }
  const now = visit.now()
  const to = seconds(now)
  const from = state.since === undefined ? beginning : seconds(new Date(state.since))
  const codeIsOld = state.code === undefined || now.getTime() - Date.parse(state.code) > week
  const rests = queries.flatMap(({ kind }, query) => {
    if (kind === 'repositories') return { query, from, to, step: month }
    return hasToken && codeIsOld ? { query, from: 0, to: largestFile, step: largestFile / 4 } : []
  })
  const code = hasToken && codeIsOld ? now.toISOString() : state.code
  return { rests, started: now.toISOString(), ...(code === undefined ? {} : { code }) }
}

function ended({ started, code }: State): State {
  const since = new Date(Date.parse(started!) - overlap).toISOString()
  return { since, rests: [], ...(code === undefined ? {} : { code }) }
}

/** One step. `left` is what is left of the query after it. */
async function search(ask: AskGitHub, one: Rest): Promise<Omit<Page, 'state'> & { left: Rest | null }> {
  const { kind, text } = queries[one.query]!
  const start = Math.max(one.from, one.to - one.step)
  const [from, to] = kind === 'code' ? [start, one.to] : [timeOf(start), timeOf(one.to)]
  const q = kind === 'code' ? `${text} size:${from}..${to}` : `${text} pushed:${from}..${to} is:public`
  const read = await (kind === 'code' ? readCode(ask, q, most) : readRepositories(ask, q, most))
  if (read.total > most && one.to > start + 1)
    return { found: [], problems: [], left: { ...one, step: shorter(one.to - start, read.total) } }
  const problems =
    read.total > most ? [`more than ${most} results for ${cleanText(q)}: the rest is left out`] : []
  if (read.incomplete) problems.push(`GitHub did not finish searching for ${cleanText(q)}`)
  const left = {
    ...one,
    to: start - 1,
    step: one.step * (read.total === 0 ? 10 : read.total < most / 3 ? 2 : 1),
  }
  return { found: read.found, problems, left: left.to < left.from ? null : left }
}

/** About as long as finds half a page, were all spread evenly. */
function shorter(step: number, total: number): number {
  return Math.max(1, Math.min(Math.floor(step / 2), Math.floor((step * most) / 2 / total)))
}

function seconds(time: Date): number {
  return Math.floor(time.getTime() / 1000)
}

function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000', '')
}
