import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { startProgram } from '../../crawler/index.ts'
import { openGateway, parseConfig, statePlace } from '../../gateway/index.ts'

const allowAll = { version: '1', default: 'allow' }

/**
 * A gateway before `servers`, as its configuration names them, with its state in a folder of its own. Both are gone
 * when the test is over. `said` is what it has said so far, a line each.
 */
export async function openForTest(servers: object, policy: object = allowAll) {
  const folder = mkdtempSync(join(tmpdir(), 'placard-gateway-'))
  const policyFile = join(folder, 'policy.json')
  writeFileSync(policyFile, JSON.stringify(policy))
  const place = statePlace({}, join(folder, 'state'))
  const said: string[] = []
  const gateway = await openGateway({
    config: parseConfig(JSON.stringify({ policy: policyFile, servers }), {}),
    place,
    start: startProgram,
    say: line => said.push(line),
    env: process.env,
    directory: folder,
  })
  onTestFinished(async () => {
    await gateway.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return { gateway, folder, place, said }
}
