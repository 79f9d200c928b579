import { isObject, metaKeys } from '../protocol/era.ts'

type Result = { [key: string]: unknown }
/** What one server answered at the handshake or to `server/discover`. */
export type Greeting = { name: string; result: Result }

const self = { name: 'placard', title: 'Placard gateway', version: '1' }

/** One answer to `initialize` for several servers: what any of them can do, in the oldest of their versions. */
export function mergeHandshakes(greetings: readonly Greeting[]): Result {
  const versions = greetings.map(({ result }) => String(result.protocolVersion)).sort()
  return {
    protocolVersion: versions[0],
    capabilities: mergeCapabilities(greetings),
    serverInfo: self,
    ...instructionsOf(greetings),
  }
}

/** The same for `server/discover`: in the versions that all of them speak. */
export function mergeDiscoveries(greetings: readonly Greeting[]): Result {
  const spoken = greetings.map(({ result }) =>
    Array.isArray(result.supportedVersions) ? result.supportedVersions : [],
  )
  return {
    resultType: 'complete',
    supportedVersions: spoken[0]?.filter(version => spoken.every(versions => versions.includes(version))),
    capabilities: mergeCapabilities(greetings),
    ...instructionsOf(greetings),
    ttlMs: 0,
    cacheScope: 'private',
    _meta: { [metaKeys.server]: self },
  }
}

function mergeCapabilities(greetings: readonly Greeting[]): Result {
  const merged = new Map<string, unknown>()
  for (const { result } of greetings)
    for (const [name, value] of Object.entries(isObject(result.capabilities) ? result.capabilities : {})) {
      const before = merged.get(name)
      merged.set(name, isObject(before) && isObject(value) ? { ...before, ...value } : value)
    }
  return Object.fromEntries(merged)
}

function instructionsOf(greetings: readonly Greeting[]): { instructions?: string } {
  const parts = greetings.flatMap(({ name, result: { instructions } }) =>
    typeof instructions === 'string' ? [`${name}: ${instructions}`] : [],
  )
  return parts.length === 0 ? {} : { instructions: parts.join('\n\n') }
}
