import { createInterface } from 'node:readline/promises'
import { type Command, Option } from 'commander'
import { say, wholeNumber } from '../line.ts'
import type { InstallOptions } from './gateway-install.ts'

type Common = { yes: boolean; dryRun: boolean }

/** Adds `install` and `uninstall` to `placard gateway`. Exit codes: 0 done, 2 not done. */
export function addGatewayInstallCommands(gateway: Command): void {
  const clientHelp = 'claude-desktop, claude-code, cursor, vscode, windsurf, codex, gemini-cli, zed, …'
  addCommon(gateway.command('install'))
    .description('let a client reach its servers through the gateway')
    .argument('<client>', clientHelp)
    .option('--policy <file>', 'the policy for all of its servers; each gets a recommended one unless told')
    .addOption(
      new Option('--profile <profile>', 'how careful a recommended policy is')
        .choices(['observe', 'standard', 'strict'])
        .default('standard'),
    )
    .option(
      '--run',
      "start the servers to ask for their tools, instead of reading their packages' source",
      false,
    )
    .option('--server <name>', 'only this server, several times', collect, [])
    .option('--except <name>', 'not this server, several times', collect, [])
    .option('--timeout <seconds>', 'how long a server may take', wholeNumber, 60)
    .action(async (client: string, options: InstallOptions & Common) => {
      const { planInstallation } = await import('./gateway-install.ts')
      await carryOut(await planInstallation(client, { ...gateway.opts(), ...options }), options)
    })
  addCommon(gateway.command('uninstall'))
    .description("put a client's configuration back as it was")
    .argument('<client>', clientHelp)
    .action(async (client: string, options: InstallOptions & Common) => {
      const { planRemoval } = await import('./gateway-install.ts')
      await carryOut(await planRemoval(client, { ...gateway.opts(), ...options }), options)
    })
}

function addCommon(command: Command): Command {
  return command
    .option('--file <path>', 'this file, instead of where the client keeps its servers')
    .option('--project', "the files of this folder's project too", false)
    .option('--state <folder>', 'where policies and backups are kept')
    .option('--yes', 'change the file without asking', false)
    .option('--dry-run', 'show what would change, and change nothing', false)
}

type Planned = Awaited<ReturnType<typeof import('./gateway-install.ts').planInstallation>>

async function carryOut({ plans, notes, after }: Planned, { yes, dryRun }: Common): Promise<void> {
  for (const note of notes) process.stderr.write(`${note}\n`)
  for (const { shown } of plans) process.stdout.write(shown)
  if (plans.length === 0 || dryRun)
    return say(plans.length === 0 ? 'There is nothing to change.' : 'Nothing was changed.')
  if (!yes && !(await agreed())) throw new Error('Nothing was changed.')
  for (const { carryOut } of plans) carryOut()
  say(after)
}

async function agreed(): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Error('Nobody can be asked here: look at the change, and give --yes.')
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await lines.question('Make this change? yes / no: ')
  lines.close()
  return /^y(?:es)?$/i.test(answer.trim())
}

function collect(name: string, names: string[]): string[] {
  return [...names, name]
}
