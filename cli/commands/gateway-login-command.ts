import type { Command } from 'commander'
import { say, wholeNumber } from '../line.ts'
import type { LoginOptions } from './gateway-login.ts'

/** Adds `login` and `logout` to `placard gateway`. Exit codes: 0 done, 2 not done. */
export function addGatewayLoginCommands(gateway: Command): void {
  addCommon(gateway.command('login'))
    .description('sign in at a server, for the gateway alone: no client ever sees the token')
    .argument('[server]', 'its address, or its name in --config; nothing: show where you are signed in')
    .option('--scope <scopes>', 'what the token is to be good for, beside what it is good for already')
    .option('--client-id <id>', 'the client that the authorization server knows, instead of a new one')
    .option('--port <port>', 'the port of this machine that your browser is sent back to', wholeNumber)
    .action(async (server: string | undefined, options: LoginOptions) => {
      const all = { ...gateway.opts(), ...options }
      const { login, showLogins } = await import('./gateway-login.ts')
      say(server === undefined ? showLogins(all) : await login(server, all, tell))
    })
  addCommon(gateway.command('logout'))
    .description('forget a sign-in, and tell the authorization server')
    .argument('<server>', 'its address, or its name in --config')
    .action(async (server: string, options: LoginOptions) => {
      const { logout } = await import('./gateway-login.ts')
      say(await logout(server, { ...gateway.opts(), ...options }))
    })
}

function addCommon(command: Command): Command {
  return command
    .option('--config <file>', 'the configuration of the gateway that names the server')
    .option('--state <folder>', 'where the gateway keeps its state')
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`)
}
