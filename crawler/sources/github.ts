import { z } from 'zod'
import { cleanText } from '../clean-text.ts'
import { type AskGitHub, type GitHubOptions, openGitHub } from './github-api.ts'
import { queries, readCode, readRepositories, type SearchAnswer } from './github-queries.ts'
import type { Page, Source, Visit } from './source.ts'

/** A part of what a query finds: pushes between two times (seconds since 1970), or sizes of files in bytes. */
const window = z.object({ query: z.number().int().min(0), from: z.number(), to: z.number() })
type Window = z.infer<typeof window>

const stateSchema = z.object({
  /** Pushes from then on are asked for; when that was last done, and when code was last searched. */
  since: z.iso.datetime().optional(),
  code: z.iso.datetime().optional(),
  /** What is left of a pass that began at `started`. */
  started: z.iso.datetime().optional(),
  windows: z.array(window).default([]),
})
type State = z.infer<typeof stateSchema>

/** One page of a search. More is not asked for: pages shift while repositories are pushed to. */
const most = 100
/** Nothing is older: GitHub is from then. */
const beginning = Date.UTC(2008, 0, 1) / 1000
/** GitHub searches no files beyond that, in bytes. */
const largestFile = 384 * 1024
const overlap = 3600 * 1000
const week = 7 * 24 * 3600 * 1000

/**
 * GitHub's search: repositories by what they are about, and, with a token, by their code. A search gives a
 * thousand results at the most, so what finds more than a page is cut in two until it does not.
 */
export function githubSource(options: GitHubOptions = {}): Source {
  return {
    id: 'github',
    title: "GitHub's search",
    async *discover(visit) {
      const ask = openGitHub(visit, options)
      let state = begin(visit, options.token !== undefined && options.token !== '')
      for (let [first, ...rest] = state.windows; first !== undefined; [first, ...rest] = state.windows) {
        const { windows, ...page } = await search(ask, first, rest)
        state = windows.length > 0 ? { ...state, windows } : ended(state)
        yield { ...page, state: { ...state } }
      }
    },
  }
}

/** Goes on with a pass, or begins one. Code has no time: all of it is searched, once a week. */
function begin(visit: Visit, hasToken: boolean): State {
  const state = stateSchema.catch({ windows: [] }).parse(visit.state ?? {})
  const known = state.windows.filter(({ query }) => query < queries.length)
  if (state.started !== undefined && known.length > 0) return { ...state, windows: known }
  const now = visit.now()
  const from = state.since === undefined ? beginning : seconds(new Date(state.since))
  const codeIsOld = state.code === undefined || now.getTime() - Date.parse(state.code) > week
  const windows = queries.flatMap(({ kind }, query) => {
    if (kind === 'repositories') return { query, from, to: seconds(now) }
    return hasToken && codeIsOld ? { query, from: 0, to: largestFile } : []
  })
  const code = hasToken && codeIsOld ? now.toISOString() : state.code
  return { windows, started: now.toISOString(), ...(code === undefined ? {} : { code }) }
}

function ended({ started, code }: State): State {
  const since = new Date(Date.parse(started!) - overlap).toISOString()
  return { since, windows: [], ...(code === undefined ? {} : { code }) }
}

async function search(
  ask: AskGitHub,
  first: Window,
  rest: Window[],
): Promise<Omit<Page, 'state'> & { windows: Window[] }> {
  const { kind, text } = queries[first.query]!
  const [from, to] = kind === 'code' ? [first.from, first.to] : [first.from, first.to].map(timeOf)
  const q = `${text} ${kind === 'code' ? 'size' : 'pushed'}:${from}..${to}`
  const read: SearchAnswer =
    kind === 'code' ? await readCode(ask, q, most) : await readRepositories(ask, q, most)
  if (read.total > most && first.to > first.from) {
    const middle = Math.floor((first.from + first.to) / 2)
    const halves = [
      { ...first, to: middle },
      { ...first, from: middle + 1 },
    ]
    return { found: [], problems: [], windows: [...halves, ...rest] }
  }
  const problems =
    read.total > most ? [`more than ${most} results for ${cleanText(q)}: the rest is left out`] : []
  if (read.incomplete) problems.push(`GitHub did not finish searching for ${cleanText(q)}`)
  return { found: read.found, problems, windows: rest }
}

function seconds(time: Date): number {
  return Math.floor(time.getTime() / 1000)
}

function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000', '')
}
