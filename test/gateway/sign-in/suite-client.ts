// The client that the protocol's own suite tries: node suite-client.ts ADDRESS. Whoever owns the gateway signs in
// at the server with their browser, and a client of the SDK speaks to the server through the gateway.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { startProgram } from '../../../crawler/index.ts'
import { openGateway, parseConfig, statePlace } from '../../../gateway/index.ts'
import { findAuthority } from '../../../gateway/sign-in/find-authority.ts'
import { openSignIns, type SignInOptions, signIn } from '../../../gateway/sign-in/index.ts'
import { browse } from './browser.ts'

const url = process.argv.at(-1)!
const scenario = process.env.MCP_CONFORMANCE_SCENARIO ?? ''
const context = JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? '{}') as {
  client_id?: string
  client_secret?: string
  issuer?: string
  toolCalls?: { name: string; arguments?: { [name: string]: unknown } }[]
}
const folder = mkdtempSync(join(tmpdir(), 'placard-suite-client-'))
const place = statePlace({}, folder)
const signIns = openSignIns(place.signIns)
const options: SignInOptions = {
  grant: 'authorization_code',
  client_metadata_url: 'https://conformance-test.local/client-metadata.json',
  client_id: context.client_id,
  client_secret: context.client_secret,
  issuer: context.issuer,
}
const isMachine = scenario.startsWith('auth/client-credentials')

try {
  if (scenario.startsWith('auth/') && !isMachine) await signedIn({})
  await use()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function signedIn(more: Partial<SignInOptions>): Promise<void> {
  const show = (address: URL) => void browse(address).catch(error => process.stderr.write(`${error}\n`))
  await signIn(url, { ...options, ...more }, signIns, show, AbortSignal.timeout(60_000))
}

async function use(): Promise<void> {
  const policy = join(folder, 'policy.json')
  writeFileSync(policy, '{"version":"1","default":"allow"}')
  const { issuer } = isMachine ? await findAuthority(url) : {}
  const oauth = isMachine && { ...options, grant: 'client_credentials', issuer }
  const gateway = await openGateway({
    config: parseConfig(JSON.stringify({ policy, servers: { suite: { url, ...(oauth && { oauth }) } } }), {}),
    place,
    start: startProgram,
    say: line => void process.stderr.write(`${line}\n`),
    env: process.env,
    directory: folder,
  })
  try {
    const client = new Client(
      { name: 'test', version: '1' },
      { capabilities: { elicitation: {} }, versionNegotiation: { mode: 'auto' } },
    )
    client.setRequestHandler('elicitation/create', async () => ({
      action: 'accept',
      content: { confirmed: true },
    }))
    const served = await gateway.serveHttp({ port: 0 })
    for (let attempt = 0; attempt < 3; attempt++) {
      const problem = await attemptWith(client, served.url).then(
        () => '',
        ({ message }: Error) => message,
      )
      process.stderr.write(`${problem}\n`)
      if (!problem.includes('placard gateway login')) break
      await signedIn({ scope: /--scope "([^"]+)"/.exec(problem)?.[1] })
    }
    await client.close()
  } finally {
    await gateway.close()
  }
}

async function attemptWith(client: Client, address: string): Promise<void> {
  if (client.transport === undefined)
    await client.connect(new StreamableHTTPClientTransport(new URL(address)))
  const { tools } = await client.listTools()
  const calls =
    context.toolCalls ??
    tools.map(({ name, inputSchema: { properties = {} } }) => ({
      name,
      arguments: Object.fromEntries(Object.keys(properties).map(key => [key, 1])),
    }))
  for (const call of calls) await client.callTool(call)
}
