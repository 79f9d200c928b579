import type { z } from 'zod'
import { cleanText } from '../clean-text.ts'
import { CannotList } from '../failure.ts'
import type { Visit } from './source.ts'

/** What a source is asked for with. */
export type Asking = Pick<Visit, 'network' | 'signal'>

/** The answer's JSON; null where there is no such thing (any more). Throws `CannotList`. */
export async function askJson<Value>(
  asking: Asking,
  url: string | URL,
  schema: z.ZodType<Value>,
  init: RequestInit = {},
): Promise<Value | null> {
  const answer = await askFor(asking, url, {
    ...init,
    headers: { accept: 'application/json', ...init.headers },
  })
  return answer === null ? null : readJson(await answer.text(), schema, new URL(url))
}

/** An answer that is a success; null where there is no such thing (any more). Throws `CannotList`. */
export async function askFor(
  { network, signal }: Asking,
  url: string | URL,
  init: RequestInit = {},
): Promise<Response | null> {
  const answer = await network.fetch(url, { ...init, ...(signal === undefined ? {} : { signal }) })
  if (answer.ok) return answer
  if (answer.status === 404 || answer.status === 410) return null
  throw new Unwelcome(new URL(url).host, answer.status)
}

/** The host answered, and not with what was asked for. */
export class Unwelcome extends CannotList {
  readonly status: number

  constructor(host: string, status: number) {
    super(
      status === 401 || status === 403 ? 'needs-authorization' : 'unreachable',
      status === 429 ? `has asked ${host} too often` : `cannot be read: ${host} answers HTTP ${status}`,
    )
    this.status = status
  }
}

function readJson<Value>(text: string, schema: z.ZodType<Value>, { host }: URL): Value {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new CannotList('not-readable', `cannot be read: ${host} sent no JSON`, { cause })
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const where = cleanText(issue?.path.join('.') ?? '', 80)
  throw new CannotList(
    'not-readable',
    `cannot be read: ${host} sent something else (${where}: ${issue?.message})`,
  )
}
