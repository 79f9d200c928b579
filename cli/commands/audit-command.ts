import { type Command, Option } from 'commander'
import { say, wholeNumber } from '../line.ts'

type Options = { state?: string }

/** Adds `placard audit`. Exit codes: 0 done, 1 the log is not sound, 2 not done. */
export function addAuditCommand(program: Command): void {
  const audit = program
    .command('audit')
    .description('what the gateway has decided: check the log, look at it, take it elsewhere')
    .option('--state <folder>', 'where the gateway keeps its state')
  const stateOf = () => audit.opts<Options>().state
  audit
    .command('verify')
    .description('check that no line was changed, taken out or put in')
    .option(
      '--head <hash>',
      'a head noted down earlier, which has to be in the log; several times',
      collect,
      [],
    )
    .action(async ({ head }: { head: string[] }) => {
      const { verifyLog } = await import('./audit.ts')
      const { sound, lines } = verifyLog(stateOf(), head)
      for (const line of lines) (sound ? process.stdout : process.stderr).write(`${line}\n`)
      if (!sound) process.exitCode = 1
    })
  audit
    .command('show')
    .description('the newest lines')
    .option('--last <n>', 'how many', wholeNumber, 40)
    .option('--denied', 'only the calls that were denied', false)
    .option('--tool <name>', 'only calls of this tool')
    .option('--session <id>', 'only calls of this session')
    .action(async (options: { last: number; denied: boolean; tool?: string; session?: string }) => {
      const { showLog } = await import('./audit.ts')
      say(showLog(stateOf(), options))
    })
  audit
    .command('export')
    .description('the whole log for another program, on standard output')
    .addOption(
      new Option('--format <format>').choices(['jsonl', 'csv', 'otlp']).default('jsonl', 'JSON Lines'),
    )
    .action(async ({ format }: { format: 'jsonl' | 'csv' | 'otlp' }) => {
      const { exportLog } = await import('./audit.ts')
      for (const text of exportLog(stateOf(), format))
        if (!process.stdout.write(text)) await new Promise(resolve => process.stdout.once('drain', resolve))
    })
  audit
    .command('sessions')
    .description('a report of every session: calls, denials, questions saved, and what came together')
    .option('--catalogue <file>', 'what the tools can do, as "placard classify --format json" prints it')
    .option('--last <n>', 'how many', wholeNumber, 10)
    .action(async (options: { catalogue?: string; last: number }) => {
      const { reportSessions } = await import('./audit-sessions.ts')
      for (const line of reportSessions(stateOf(), options)) say(line)
    })
}

function collect(hash: string, hashes: string[]): string[] {
  return [...hashes, hash]
}
