import type { Catalogue, ListingOutcome } from '../../catalogue/index.ts'
import type { HttpCache, Pace } from '../network.ts'
import type { Source } from '../sources/index.ts'
import type { FailureReason, Sandbox, ServerEntry } from '../types.ts'

/**
 * How tools are come by: as a catalogue says, from source, by asking a server at an address, or by running a
 * package in the sandbox and asking it.
 */
export type Way = 'published' | 'extracted' | 'asked' | 'run'

export type CrawlOptions = {
  catalogue: Catalogue
  /** Where servers are found, in the order in which they are believed. */
  sources: Source[]
  /** Where archives, packages and answers are kept between runs. Made where it is missing. */
  cacheDirectory: string
  /** All but `run` unless told. */
  ways?: Way[]
  /** How servers are started that somebody has looked at: what is not among these gets no arguments of ours. */
  entries?: ServerEntry[]
  /** Only these servers, by canonical id; all that the sources ever found unless told. */
  only?: string[]
  /** At most so many servers are read. */
  limit?: number
  /** True to read again what is known in its present version. */
  refresh?: boolean
  /** True to try again now what failed and would be due later. */
  retryFailed?: boolean
  /** Milliseconds for one server; 3 minutes unless told. */
  timeout?: number
  /** How many servers at once are read from source, asked, or run. */
  concurrency?: { [way in Exclude<Way, 'published'>]?: number }
  /** Origins that may be on this machine or in a private network. */
  trust?: string[]
  pace?: Pace
  cache?: HttpCache
  onProgress?: (progress: CrawlProgress) => void
  now?: () => Date
  /** From 0 up to 1, to spread retries. */
  random?: () => number
  /** Ends the crawl, and what it started, when it aborts. What was recorded stays. */
  signal?: AbortSignal
}

/** One step of a crawl; `done` of `total` are finished. */
export type CrawlProgress =
  | { kind: 'finding'; source: string; found: number; total?: number }
  | { kind: 'started'; id: string; way: Way; total: number; done: number }
  | { kind: 'finished'; id: string; way: Way; total: number; done: number; outcome: Outcome; tools: number }

export type Outcome = ListingOutcome | 'failed' | 'untried'

export type CrawlFailure = {
  id: string
  way: Way
  reason: FailureReason
  message: string
  /** When it is tried again, ISO 8601; absent where only something new makes it due. */
  due?: string
}

/** What a crawl came to, from its first start on. Every server is in exactly one of its groups. */
export type CrawlReport = {
  sources: SourceReport[]
  /** How many servers it was about. */
  seen: number
  /** Ids of servers whose tools were never read before. */
  new: string[]
  /** Ids of servers whose tools or version differ from what the catalogue held. */
  changed: string[]
  /** Ids of servers that are as they were, or were not read since their version is known. */
  unchanged: string[]
  /** Servers that could be read in no way. */
  failed: CrawlFailure[]
  /** Ids of servers that failed before and are not due yet. */
  later: string[]
  /** Ids of servers not tried: no network, the limit was reached, or the crawl was stopped. */
  untried: string[]
  /** Ids of servers of which nothing is known that could be read. */
  unreadable: string[]
  /** One way failed, another went well. */
  partly: CrawlFailure[]
  /** Tools of the servers in `new`, `changed` and `unchanged`. */
  tools: number
  /** What was left out of listings. */
  problems: { id: string; message: string }[]
  /** Set, with one sentence for the user, where the package registry could not be reached at all. */
  offline: string | null
  /** True where `signal` ended it. */
  stopped: boolean
  /** Null where nothing was run. */
  sandbox: Sandbox | null
}

export type SourceReport = {
  id: string
  title: string
  /** How many servers it told of in this crawl; a source that only tells what is new may have told of none. */
  found: number
  problems: string[]
  /** Why it could not be read to its end. */
  failure?: string
}
