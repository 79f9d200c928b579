import { Command, CommanderError, Help, type Option } from 'commander'
import { addApprovalsCommand } from './commands/approvals-command.ts'
import { addAuditCommand } from './commands/audit-command.ts'
import { addCatalogueCommands } from './commands/catalogue-commands.ts'
import { addClassifyCommands } from './commands/classify-command.ts'
import { addGatewayCommand } from './commands/gateway-command.ts'
import { addGatewayInstallCommands } from './commands/gateway-install-command.ts'
import { addGatewayLoginCommands } from './commands/gateway-login-command.ts'
import { addGrantsCommand } from './commands/grants-command.ts'
import { addLabelCommands } from './commands/label-commands.ts'
import { addPolicyCommand } from './commands/policy-command.ts'
import { addStartCommand } from './commands/start-command.ts'
import { version } from './version.ts'

/** Reads the command line and runs what it asks for. Sets the exit code: 0 done, 1 `--fail-on` met, 2 not done. */
export async function main(argv: string[]): Promise<void> {
  try {
    await commandLine().parseAsync(argv)
  } catch (error) {
    // commander has already printed its own message, or the help or version that was asked for.
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
    else {
      process.stderr.write(`placard: ${(error as Error).message}\n`)
      process.exitCode = 2
    }
  }
}

/** Every command; what a command does is loaded when it is asked for. */
function commandLine(): Command {
  const program = new Command('placard')
    .description('Hazard labels for the tools of MCP servers.')
    .version(version)
    .configureHelp({ optionDescription: describeOption })
    .showHelpAfterError('(placard --help tells what there is)')
    .exitOverride()
  program.commandsGroup('Look at servers:')
  addClassifyCommands(program)
  addPolicyCommand(program)
  program.commandsGroup('Keep a catalogue:')
  addStartCommand(program)
  addCatalogueCommands(program)
  program.commandsGroup('Stand between clients and servers:')
  const gateway = addGatewayCommand(program)
  addGatewayInstallCommands(gateway)
  addGatewayLoginCommands(gateway)
  addApprovalsCommand(program)
  addGrantsCommand(program)
  addAuditCommand(program)
  program.commandsGroup('Work on the classifier:')
  addLabelCommands(program)
  return program
}

/** That a switch is off unless given needs no saying. */
function describeOption(option: Option): string {
  return option.defaultValue === false ? option.description : new Help().optionDescription(option)
}
