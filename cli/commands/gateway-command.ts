import { type Command, Option } from 'commander'
import type { GatewayCommandOptions } from './gateway.ts'

/** Adds `placard gateway`. Exit codes: 0 the client has gone, 2 it could not be opened or its server has gone. */
export function addGatewayCommand(program: Command): Command {
  return program
    .command('gateway')
    .description('stand between a client and its MCP servers and let through what the policy allows')
    .argument('[command...]', 'after "--": the command that starts the server, which is run as you')
    .option('--policy <file>', 'the policy that is enforced; it is read again whenever it changes')
    .option('--config <file>', 'several servers behind one gateway, as JSON')
    .option('--url <address>', 'a server at an address, instead of a command')
    .option('--id <id>', 'the canonical id of the server, where the policy is bound to one')
    .addOption(
      new Option('--repair <how>', 'mend the hints of tools: "tighten" only adds caution').choices([
        'off',
        'tighten',
        'full',
      ]),
    )
    .option('--state <folder>', 'where limits, approvals, grants and the audit log are kept')
    .action(runGateway)
}

async function runGateway(command: string[], options: GatewayCommandOptions): Promise<void> {
  const { gatewayFor } = await import('./gateway.ts')
  const gateway = await gatewayFor(options, command, line => process.stderr.write(`${line}\n`))
  const interrupted = new Promise<void>(resolve => {
    process.once('SIGINT', resolve).once('SIGTERM', resolve)
  })
  // Whoever reads has gone: there is nobody to tell.
  process.stdout.on('error', () => {})
  await Promise.race([gateway.serveStdio(process.stdin, process.stdout).ended, interrupted])
  await gateway.close()
  // What is still readable on standard input is nobody's.
  process.exit()
}
