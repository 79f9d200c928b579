import { Octokit } from '@octokit/core'
import { throttling } from '@octokit/plugin-throttling'
import type { z } from 'zod'
import { CannotList } from '../failure.ts'
import { type Asking, Unwelcome } from './ask.ts'

export type GitHubOptions = {
  /** Of the API; GitHub's own unless told. */
  origin?: string
  /** Lets more be asked, and code be searched. Without one, what anybody may ask is asked. */
  token?: string
  /** What octokit's throttling plugin is told besides. */
  throttle?: object
}

/** Asks one route of the API; null where there is no such thing (any more). Throws `CannotList`. */
export type AskGitHub = <Value>(
  route: string,
  parameters: { [name: string]: string | number },
  schema: z.ZodType<Value>,
) => Promise<{ value: Value; url: string } | null>

/** Seconds that are waited for a new allowance. GitHub's is an hour's; its search's, a minute's. */
const longestWait = 15 * 60

const Throttled = Octokit.plugin(throttling)

/** GitHub's API by our own way out: octokit knows its limits, the way out its conditions and its patience. */
export function openGitHub(
  { network, signal }: Asking,
  { origin = 'https://api.github.com', token, throttle = {} }: GitHubOptions,
): AskGitHub {
  const mayRetry = (seconds: number, _options: object, _octokit: object, tried: number) =>
    tried < 2 && seconds <= longestWait
  const octokit = new Throttled({
    baseUrl: origin,
    userAgent: 'placard',
    ...(token ? { auth: token } : {}),
    request: { fetch: network.fetch, ...(signal === undefined ? {} : { signal }) },
    throttle: { onRateLimit: mayRetry, onSecondaryRateLimit: mayRetry, ...throttle },
    log: { debug() {}, info() {}, warn() {}, error() {} },
  })
  return async (route, parameters, schema) => {
    try {
      const { data, url } = await octokit.request(route, parameters)
      const parsed = schema.safeParse(data)
      if (parsed.success) return { value: parsed.data, url }
      throw new CannotList('not-readable', 'cannot be read: GitHub sent something else')
    } catch (error) {
      if (isGone(error)) return null
      throw reasonOf(error, origin)
    }
  }
}

/** Gone, or taken down by law. */
function isGone(error: unknown): boolean {
  return [404, 410, 451].includes((error as { status?: number }).status ?? 0)
}

/** octokit makes an answer of what never was one. */
function reasonOf(error: unknown, origin: string): unknown {
  const { cause, status } = error as { cause?: unknown; status?: number }
  if (error instanceof CannotList) return error
  if (cause instanceof CannotList) return cause
  return status === undefined ? error : new Unwelcome(new URL(origin).host, status)
}
