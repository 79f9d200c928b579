import { type Command, InvalidArgumentError } from 'commander'
import type { Target } from './read-target.ts'

/** What commands that are about a target share. */
export type TargetOptions = {
  /** Seconds for one server. */
  timeout: number
  /** Whether servers of a client's configuration are started as the client would start them. */
  run: boolean
}

/** The targets, for the help of every command that takes one. */
export const targetHelp = `
TARGET is one of
  -- COMMAND ...        a command that starts a server; it is run as you, outside any sandbox
  https://HOST/PATH     a server at an address; it is asked without any credentials
  npm:NAME[@VERSION]    a package, read from its source; nothing of it runs
  pypi:NAME[@VERSION]   the same
  github:OWNER/NAME[/FOLDER][@REF]  the same, for a repository
  FOLDER                source code of a server, read in the same way
  FILE, or - for standard input
                        a tools/list result, an array of tools, JSON Lines of tools, or the
                        configuration of a client (such as claude_desktop_config.json)
  nothing               every configuration of a client that is found on this machine
Servers of a configuration are read from the source of their package, and those at an address are asked.
With --run they are started as the client would start them, with their variables, and asked for their tools.
No tool is ever called.`

/** Adds a target, and what goes with it, to a command. */
export function addTarget(command: Command): Command {
  return command
    .argument('[target]', 'see below; nothing for every configuration of a client on this machine')
    .argument('[command...]', 'after "--": the command that starts a server, which is run as you')
    .option('--timeout <seconds>', 'how long a server may take', wholeNumber, 60)
    .option('--run', "start the servers of a client's configuration, instead of reading their source", false)
    .addHelpText('after', targetHelp)
}

/** What the line names: one operand, everything after `--`, or nothing. Throws where it names too much. */
export async function targetNamed(
  target: string | undefined,
  words: string[],
  { run = false }: { run?: boolean } = {},
): Promise<Target> {
  const { targetOf } = await import('./read-target.ts')
  const command = process.argv.includes('--') ? process.argv.slice(process.argv.indexOf('--') + 1) : []
  if (command.length === 0 && words.length > 0)
    throw new Error(`Too much on the line: ${words.join(' ')}. A command goes after "--".`)
  return targetOf(command.length > 0 ? undefined : target, command, run)
}

export function wholeNumber(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 0) throw new InvalidArgumentError('A whole number is wanted.')
  return number
}

export function say(line: string): void {
  endWithReader()
  process.stdout.write(`${line}\n`)
}

let watched = false

/** Ends the program in peace when whoever reads its output has gone, such as `head`. */
export function endWithReader(): void {
  if (watched) return
  watched = true
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit()
    throw error
  })
}

/**
 * Aborts its signal when the user wants to end the program; asked twice, the program ends at once.
 * `release` gives the signals back.
 */
export function watchInterrupts(): { signal: AbortSignal; release: () => void } {
  const stop = new AbortController()
  const interrupt = () => stop.abort()
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  return {
    signal: stop.signal,
    release: () => void process.off('SIGINT', interrupt).off('SIGTERM', interrupt),
  }
}

/** What a shell reports of a program that was ended by Ctrl+C. */
export const interrupted = 130
