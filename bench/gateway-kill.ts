import { killGateway } from '../test/gateway/state-process/kill-gateway.ts'
import { killRounds } from '../test/gateway/state-process/kill-round.ts'

// Kills the gateway a hundred times at random while calls go through it, and its state under heavier load than
// a gateway makes, and says what was left. Exits with 1 where a limit was forgotten or a line is broken.
const kills = Number(process.argv[2] ?? 100)

const gateway = await killGateway(kills, 1_000_000)
console.log('the gateway', gateway)
const bounded = await killGateway(Math.ceil(kills / 10), 150)
console.log('at a limit of 150 calls', bounded)
const state = await killRounds(null, Math.ceil(kills / 4), 4, 1_000_000)
console.log('its state, by four processes at a time', state)

const isSound = [gateway, bounded, state].every(
  ({ counted, forwarded, unrecorded, problems }) =>
    forwarded > 0 && counted >= forwarded && unrecorded === 0 && problems.length === 0,
)
if (!isSound || bounded.forwarded > 150) {
  console.log('NOT SOUND')
  process.exitCode = 1
}
