import { type Command, Option } from 'commander'
import type { Severity } from '../../classifier/index.ts'
import { addTarget, say, type TargetOptions, targetNamed } from '../line.ts'
import { version } from '../version.ts'
import { classifyTarget, meets, severities } from './classify.ts'

type ClassifyOptions = TargetOptions & { format: 'table' | 'json'; failOn?: Severity }

/** Adds `placard classify` and `placard explain`. Exit codes: 0 done, 1 `--fail-on` was met, 2 not done. */
export function addClassifyCommands(program: Command): void {
  addTarget(program.command('classify'))
    .description('label every tool of a server')
    .addOption(new Option('--format <format>').choices(['table', 'json']).default('table'))
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 where a tool is as severe').choices(severities),
    )
    .action(runClassify)
  addTarget(program.command('explain').argument('<tool>', 'the name of the tool'))
    .description('say in full why one tool is labelled as it is')
    .action(runExplain)
}

async function runClassify(
  target: string | undefined,
  words: string[],
  options: ClassifyOptions,
): Promise<void> {
  const named = await targetNamed(target, words, options)
  const classified = await classifyTarget(named, version, options.timeout * 1000)
  if (options.format === 'json') say(JSON.stringify(classified, null, 2))
  else {
    const { verdictTables } = await import('../output/verdict-table.ts')
    say(verdictTables(classified, process.stdout.columns, process.stdout.isTTY && !process.env.NO_COLOR))
  }
  if (classified.servers.length === 0) process.exitCode = 2
  else if (options.failOn !== undefined && meets(classified, options.failOn)) process.exitCode = 1
}

async function runExplain(
  tool: string,
  target: string | undefined,
  words: string[],
  options: TargetOptions,
): Promise<void> {
  const named = await targetNamed(target, words, options)
  const { servers, problems } = await classifyTarget(named, version, options.timeout * 1000)
  const { verdictText } = await import('../output/verdict-text.ts')
  for (const { message } of problems) process.stderr.write(`${message}\n`)
  const found = servers.flatMap(({ id, tools }) =>
    tools.filter(({ name }) => name === tool).map(verdict => verdictText(verdict, id)),
  )
  if (found.length === 0) {
    const count = servers.reduce((sum, { tools }) => sum + tools.length, 0)
    throw new Error(`There is no tool named ${JSON.stringify(tool)} among the ${count} that were read.`)
  }
  say(found.join('\n\n'))
}
