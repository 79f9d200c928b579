import { createHash } from 'node:crypto'
import { z } from 'zod'
import { CannotList } from '../failure.ts'
import { type Asking, askFor, askJson, Unwelcome } from './ask.ts'
import { parseJson } from './lenient.ts'

/** The parts of an image's name: `ghcr.io/ada/notes:1.2` is tag `1.2` of `ada/notes` at `ghcr.io`. */
export type ImageName = { host: string; repository: string; reference: string }

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/)
const index = z.object({
  manifests: z.array(
    z.object({
      digest,
      platform: z.object({ os: z.string(), architecture: z.string() }).optional().catch(undefined),
    }),
  ),
})
const manifest = z.object({ config: z.object({ digest }) })
const config = z.object({
  config: z
    .object({ Labels: z.record(z.string(), z.string()).nullish().catch(null) })
    .nullish()
    .catch(null),
})
const token = z.object({ token: z.string().optional(), access_token: z.string().optional() })

const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ')

/**
 * The labels of an image, from its configuration, as anybody may read it; null where there is no such image.
 * Throws `CannotList`.
 */
export async function readLabels(
  asking: Asking,
  image: string,
  originOf: (host: string) => string,
): Promise<Map<string, string> | null> {
  const { host, repository, reference } = readImageName(image)
  const base = `${originOf(host)}/v2/${repository}`
  const ask = await asAnybody(asking, `${base}/manifests/${reference}`)
  const top = await ask(`${base}/manifests/${reference}`)
  if (top === null) return null
  const list = index.safeParse(top)
  const one = list.success ? await ask(`${base}/manifests/${choose(list.data)}`) : top
  const parsed = manifest.safeParse(one)
  if (!parsed.success) throw new CannotList('not-readable', 'has no manifest that can be read')
  const text = await ask(`${base}/blobs/${parsed.data.config.digest}`, parsed.data.config.digest)
  const labels = config.safeParse(text).data?.config?.Labels ?? {}
  return new Map(Object.entries(labels))
}

/** Names without a host are Docker's, and those without an owner its own. */
export function readImageName(image: string): ImageName {
  const [bare = '', fixed] = image.split('@')
  const [, path = '', tag] = /^(.*?)(?::([^/:]+))?$/.exec(bare) ?? []
  const [first = '', ...rest] = path.split('/')
  const hasHost = rest.length > 0 && /[.:]|^localhost$/.test(first)
  const own = hasHost ? first : 'docker.io'
  const name = hasHost ? rest.join('/') : path
  const isDocker = /^(?:index\.|registry-1\.)?docker\.io$/.test(own)
  return {
    host: isDocker ? 'registry-1.docker.io' : own,
    repository: (isDocker && !name.includes('/') ? `library/${name}` : name).toLowerCase(),
    reference: fixed ?? tag ?? 'latest',
  }
}

type Ask = (url: string, sha256?: string) => Promise<unknown>

/** Registries give whoever asks a token, and want it with every question. */
async function asAnybody(asking: Asking, url: string): Promise<Ask> {
  const accept = { accept: manifestTypes }
  const { network, signal } = asking
  const first = await network.fetch(url, {
    method: 'HEAD',
    headers: accept,
    ...(signal === undefined ? {} : { signal }),
  })
  const wanted =
    first.status === 401 ? readChallenge(first.headers.get('www-authenticate')?.slice(0, 2000) ?? '') : null
  if (first.status === 401 && wanted === null) throw new Unwelcome(new URL(url).host, 401)
  const given = wanted === null ? null : await askJson(asking, wanted, token, { cache: 'no-store' })
  const key = given?.token ?? given?.access_token
  const headers = key === undefined ? accept : { ...accept, authorization: `Bearer ${key}` }
  return async (address, sha256) => {
    const answer = await askFor(asking, address, { headers })
    if (answer === null) return null
    const bytes = new Uint8Array(await answer.arrayBuffer())
    if (sha256 !== undefined && sha256 !== `sha256:${createHash('sha256').update(bytes).digest('hex')}`)
      throw new CannotList('not-readable', 'has a configuration that is not what its manifest says')
    return parseJson(bytes)
  }
}

/** `Bearer realm="…",service="…",scope="…"` as the address that gives tokens. */
function readChallenge(text: string): URL | null {
  const fields = new Map([...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name!, value!]))
  const realm = fields.get('realm') ?? ''
  if (!/^bearer /i.test(text) || !URL.canParse(realm)) return null
  const url = new URL(realm)
  for (const name of ['service', 'scope']) if (fields.has(name)) url.searchParams.set(name, fields.get(name)!)
  return url
}

/** The one for ordinary computers, or the first. */
function choose({ manifests }: z.infer<typeof index>): string {
  const usual = manifests.find(
    ({ platform }) => platform?.os === 'linux' && platform.architecture === 'amd64',
  )
  const first = usual ?? manifests[0]
  if (first === undefined) throw new CannotList('not-readable', 'has no manifest for any system')
  return first.digest
}
