import { type Command, InvalidArgumentError } from 'commander'
import { say } from '../line.ts'

type Options = { state?: string }

/** Adds `placard grants`. Exit codes: 0 done, 2 not done. */
export function addGrantsCommand(program: Command): void {
  const grants = program
    .command('grants')
    .description('bearer tokens for clients of a gateway that serves over HTTP')
    .option('--state <folder>', 'where the gateway keeps its state')
  const stateOf = () => grants.opts<Options>().state
  grants
    .command('list', { isDefault: true })
    .description('every grant, whose tokens nobody can show again')
    .action(async () => {
      const { listGrants } = await import('./grants.ts')
      say(await listGrants(stateOf()))
    })
  grants
    .command('add')
    .description('make a grant; its token is printed this once, on standard output alone')
    .argument('<name>')
    .requiredOption('--policy <file>', 'the policy that holds for it')
    .option('--server <name>', 'a server that it may reach, several times; all unless told', collect, [])
    .option('--expires <when>', 'after how long it ends, such as 12h, 30d or 1y', duration)
    .action(async (name: string, options: { policy: string; server: string[]; expires?: number }) => {
      const { addGrant } = await import('./grants.ts')
      print(await addGrant(stateOf(), name, options))
    })
  grants
    .command('rotate')
    .description('give a grant a new token')
    .argument('<name-or-id>')
    .option('--grace <time>', 'how long the old token is still taken, such as 10m', duration, 0)
    .action(async (name: string, { grace }: { grace: number }) => {
      const { rotateGrant } = await import('./grants.ts')
      print(await rotateGrant(stateOf(), name, grace))
    })
  grants
    .command('revoke')
    .description('refuse the tokens of a grant from now on')
    .argument('<name-or-id>')
    .action(async (name: string) => {
      const { revokeGrant } = await import('./grants.ts')
      say(await revokeGrant(stateOf(), name))
    })
}

function print({ token, note }: { token: string; note: string }): void {
  process.stderr.write(`${note}\n`)
  say(token)
}

function collect(name: string, names: string[]): string[] {
  return [...names, name]
}

const units = new Map([
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['y', 365 * 86_400_000],
])

function duration(text: string): number {
  const [, number, unit = ''] = /^([1-9]\d{0,4})([mhdy])$/.exec(text) ?? []
  if (number === undefined) throw new InvalidArgumentError('A time such as 10m, 12h, 30d or 1y is wanted.')
  return Number(number) * units.get(unit)!
}
