import { z } from 'zod'
import { parseJson } from '../../policy/index.ts'

const text = z.string().min(1)
const texts = z.record(z.string(), z.string())
const common = {
  /** The path of its policy; absent: the one that holds for all. */
  policy: text.exactOptional(),
  /** Its canonical id, which a policy may be bound to. */
  id: text.exactOptional(),
}

const programSchema = z.strictObject({
  ...common,
  command: text,
  args: z.array(z.string()).default([]),
  /** Added to the environment. `${NAME}` stands for a variable of the gateway's own. */
  env: texts.default({}),
  cwd: text.exactOptional(),
})
const signInSchema = z
  .strictObject({
    grant: z.enum(['authorization_code', 'client_credentials']).default('authorization_code'),
    /** The client that the authorization server knows the gateway as; else it is registered, or names itself. */
    client_id: text.exactOptional(),
    client_secret: text.exactOptional(),
    client_metadata_url: z.url({ protocol: /^https$/ }).exactOptional(),
    /** The one authorization server that gets what stands here. */
    issuer: z.url({ protocol: /^https?$/ }).exactOptional(),
    scope: text.exactOptional(),
    redirect_port: z.int().min(1).max(65_535).exactOptional(),
  })
  .refine(({ client_secret, issuer }) => client_secret === undefined || issuer !== undefined, {
    path: ['issuer'],
    error: 'whom the secret is for has to be said',
  })
  .refine(
    ({ grant, client_id, client_secret }) => grant !== 'client_credentials' || !!(client_id && client_secret),
    { path: ['client_secret'], error: 'client_credentials needs a client_id and a client_secret' },
  )

const addressSchema = z
  .strictObject({
    ...common,
    url: z.url({ protocol: /^https?$/ }),
    /** Sent with every request. They stay between the gateway and the server. */
    headers: texts.default({}),
    /** How the gateway signs in there, where that cannot be found out. */
    oauth: signInSchema.exactOptional(),
    /** `sse` for the older transport, which has one address to listen at and one to write to. */
    transport: z.enum(['http', 'sse']).default('http'),
  })
  .refine(({ oauth, headers }) => oauth === undefined || !authorizes(headers), {
    path: ['oauth'],
    error: 'there is an Authorization header already',
  })

/** Names of servers begin the names of their tools, so that none of them may hold the divider. */
const serverName = z.string().regex(/^[A-Za-z0-9]+(?:[-.][A-Za-z0-9]+)*$/)

const configSchema = z.strictObject({
  /** The policy for every server that names none. */
  policy: text.exactOptional(),
  repair: z.enum(['off', 'tighten', 'full']).default('tighten'),
  /** Whether clients that only speak the later era of the protocol may use servers of the earlier one. */
  bridge: z.boolean().default(false),
  servers: z
    .record(serverName, z.union([programSchema, addressSchema]))
    .refine(servers => Object.keys(servers).length > 0, 'names no server'),
})

export type ProgramServer = z.infer<typeof programSchema>
export type AddressServer = z.infer<typeof addressSchema>
export type ServerConfig = ProgramServer | AddressServer
/** What stands in a file for `placard gateway --config`. */
export type GatewayConfig = z.infer<typeof configSchema>

/** Reads the text of a configuration. Throws with where it is wrong. */
export function parseConfig(source: string, env: NodeJS.ProcessEnv): GatewayConfig {
  const json = parseJson(source)
  if (!json.ok) throw new Error(`it is no JSON that every program reads alike: ${json.message}`)
  const parsed = configSchema.safeParse(json.value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new Error(`${issue!.path.join('.') || 'the whole'}: ${issue!.message}`)
  }
  const servers = Object.entries(parsed.data.servers).map(([name, server]) => {
    if (parsed.data.policy === undefined && server.policy === undefined)
      throw new Error(`servers.${name}: it has no policy, and there is none for all servers`)
    return [name, filledIn(server, env)] as const
  })
  return { ...parsed.data, servers: Object.fromEntries(servers) }
}

/** With `${NAME}` in environment, headers and secrets replaced, so that secrets need not stand in the file. */
function filledIn(server: ServerConfig, env: NodeJS.ProcessEnv): ServerConfig {
  const fill = (values: { [name: string]: string }) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, fillIn(value, env)]))
  if ('command' in server) return { ...server, env: fill(server.env) }
  const { oauth } = server
  const secret = oauth?.client_secret
  return {
    ...{ ...server, headers: fill(server.headers) },
    ...(oauth && secret && { oauth: { ...oauth, client_secret: fillIn(secret, env) } }),
  }
}

/** Whether headers hold a token of the owner's. */
export function authorizes(headers: { [name: string]: string }): boolean {
  return Object.keys(headers).some(name => name.toLowerCase() === 'authorization')
}

function fillIn(value: string, env: NodeJS.ProcessEnv): string {
  return value.replaceAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_whole, name: string) => {
    const found = env[name]
    if (found === undefined) throw new Error(`the variable ${name} is not set`)
    return found
  })
}
