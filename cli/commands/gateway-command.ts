import { type Command, Option } from 'commander'
import { wholeNumber } from '../line.ts'
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
    .option(
      '--http <port>',
      'serve over Streamable HTTP at this port, instead of over standard input',
      wholeNumber,
    )
    .option('--host <address>', 'with --http: the address to listen at', '127.0.0.1')
    .option('--name <host>', 'with --http: a further name of this machine that clients may use', collect, [])
    .option('--bridge', 'let clients that only speak the later era of the protocol use older servers')
    .option('--state <folder>', 'where limits, approvals, grants and the audit log are kept')
    .action(runGateway)
}

type RunOptions = GatewayCommandOptions & { http?: number; host: string; name: string[] }

function collect(name: string, names: string[]): string[] {
  return [...names, name]
}

async function runGateway(command: string[], options: RunOptions): Promise<void> {
  const { gatewayFor } = await import('./gateway.ts')
  const gateway = await gatewayFor(options, command, line => process.stderr.write(`${line}\n`))
  const interrupted = new Promise<void>(resolve => {
    process.once('SIGINT', resolve).once('SIGTERM', resolve)
  })
  // Whoever reads has gone: there is nobody to tell.
  process.stdout.on('error', () => {})
  if (options.http === undefined)
    process.exitCode = await Promise.race([
      gateway.serveStdio(process.stdin, process.stdout).ended.then(leaver => (leaver === 'client' ? 0 : 2)),
      interrupted.then(() => 0),
    ])
  else {
    const { url } = await gateway.serveHttp({ port: options.http, host: options.host, names: options.name })
    process.stderr.write(`placard gateway: listening at ${url}\n`)
    await interrupted
  }
  await gateway.close()
  // Whatever is still readable on standard input is nobody's.
  process.exit()
}
