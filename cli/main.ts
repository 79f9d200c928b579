import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { type Severity, severities } from '../classifier/index.ts'
import type { EvalOptions } from './commands/eval.ts'
import { addPolicyCommand } from './commands/policy-command.ts'
import type { StartOptions } from './commands/start.ts'
import type { Target } from './read-target.ts'

/** Reads the command line and runs what it asks for. Sets the exit code: 0 done, 1 `--fail-on` met, 2 not done. */
export async function main(argv: string[]): Promise<void> {
  const program = commandLine()
  try {
    await program.parseAsync(argv)
  } catch (error) {
    // commander has already printed its own message, or the help or version that was asked for.
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
    else {
      process.stderr.write(`placard: ${(error as Error).message}\n`)
      process.exitCode = 2
    }
  }
}

export const version: string = readVersion()

function readVersion(): string {
  for (const place of ['../package.json', '../../package.json']) {
    try {
      return JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8')).version
    } catch {}
  }
  return '0.0.0'
}

function commandLine(): Command {
  const program = new Command('placard')
    .description('Hazard labels for the tools of MCP servers.')
    .version(version)
    .showHelpAfterError('(placard --help tells what there is)')
    .exitOverride()
  program
    .command('start')
    .description('crawl the servers of data/servers.json, label their tools, build the site and serve it')
    .option('--limit <n>', 'only the first n servers', wholeNumber)
    .option('--no-serve', 'build the site and end')
    .option('--out <directory>', 'where the catalogue, the packages and the site are kept', 'out')
    .option('--port <n>', 'where to serve the site', wholeNumber, 4321)
    .action(runStart)
  program
    .command('classify')
    .description(
      'label every tool of a server: a command after "--", an https:// address, a JSON file, or "-"',
    )
    .argument('[target]', 'a file, "-" for standard input, or an https:// address')
    .argument(
      '[command...]',
      'after "--": the command that starts a server, which is run as you, outside any sandbox',
    )
    .addOption(new Option('--format <format>').choices(['table', 'json']).default('table'))
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 where a tool is as severe').choices(severities),
    )
    .option('--timeout <seconds>', 'how long a server may take', wholeNumber, 60)
    .action(runClassify)
  program
    .command('explain')
    .description('say in full why one tool is labelled as it is; the same targets as classify')
    .argument('<tool>', 'the name of the tool')
    .argument('[target]', 'a file, "-" for standard input, or an https:// address')
    .argument('[command...]', 'after "--": the command that starts a server, which is run as you')
    .option('--timeout <seconds>', 'how long a server may take', wholeNumber, 60)
    .action(runExplain)
  addPolicyCommand(program, { targetNamed, wholeNumber })
  program
    .command('train')
    .description('learn data/weights.json from labelled tools')
    .option('--corpus <file>', 'JSON Lines of definitions, gzipped or not')
    .option('--stamp', 'learn nothing: mark the weights as fit for sources that observe as before')
    .option('--gold <files...>', 'labels of which a quarter of the servers is held out', [])
    .option('--labels <files...>', 'labels that are all learned from', [])
    .option('--out <file>', 'where to write the weights')
    .action(async options => {
      const { stamp, train } = await import('./commands/train.ts')
      if (options.stamp) stamp(say)
      else if (options.corpus === undefined) throw new Error('train needs --corpus FILE, or --stamp.')
      else train(options, say)
    })
  program
    .command('eval')
    .description('hold the classifier against labels')
    .argument('<labels>', 'JSON Lines of labels')
    .option('--corpus <file>', 'definitions that the labels speak of, and the siblings of their tools')
    .option('--held-out', 'only the servers that training never saw', false)
    .option('--no-hints', "take the servers' own hints away first")
    .option('--floor <file>', 'exit with 1 where a figure is worse than this file allows')
    .option('--write <page>', 'put the figures into this Markdown page, between its marks')
    .option('--save <file>', 'write what the accuracy page of the site is made from; takes --held-out')
    .option('--if-present', 'where there are no labels, say so and leave it at that', false)
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'))
    .action(runEval)
  return program
}

async function runStart(options: StartOptions): Promise<void> {
  const [{ start }, { showProgress }] = await Promise.all([
    import('./commands/start.ts').catch(inPackage),
    import('./output/progress.ts'),
  ])
  const stop = new AbortController()
  const interrupt = () => stop.abort()
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  const progress = showProgress()
  try {
    const { lines, site, stopped } = await start(options, progress, stop.signal)
    progress.close()
    for (const line of lines) say(line)
    if (stopped) process.exitCode = interrupted
    if (site === null) return
    await new Promise(resolve => process.once('SIGINT', resolve).once('SIGTERM', resolve))
    await site.close()
  } finally {
    progress.close()
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  }
}

/** What a shell reports of a program that was ended by Ctrl+C. */
const interrupted = 130

/** The published package has no site in it: what builds one is a workspace of the repository. */
function inPackage(cause: NodeJS.ErrnoException): never {
  if (cause.code !== 'ERR_MODULE_NOT_FOUND') throw cause
  throw new Error('"placard start" builds the site and works in a checkout of the repository only.', {
    cause,
  })
}

async function runEval(
  labels: string,
  options: EvalOptions & { floor?: string; write?: string; save?: string; ifPresent: boolean },
): Promise<void> {
  const { belowFloor, evaluateLabels, readFloor, reportText, savedReport } = await import(
    './commands/eval.ts'
  )
  if (options.save !== undefined && !(options.heldOut && options.hints))
    throw new Error('--save is for what the site publishes: use it with --held-out and without --no-hints')
  if (options.ifPresent && !existsSync(labels)) {
    say(`There are no labels at ${labels}: nothing was measured.`)
    return
  }
  const report = evaluateLabels(labels, options)
  say(options.format === 'json' ? JSON.stringify(report, null, 2) : reportText(report))
  if (options.write !== undefined) {
    const { withFigures } = await import('./output/accuracy-report.ts')
    writeFileSync(options.write, withFigures(readFileSync(options.write, 'utf8'), report))
  }
  if (options.save !== undefined) writeFileSync(options.save, savedReport(report))
  const faults = options.floor === undefined ? [] : belowFloor(report, readFloor(options.floor))
  for (const fault of faults) process.stderr.write(`${fault}\n`)
  if (faults.length > 0) process.exitCode = 1
}

type ClassifyOptions = { format: 'table' | 'json'; failOn?: Severity; timeout: number }

async function runClassify(
  target: string | undefined,
  words: string[],
  options: ClassifyOptions,
): Promise<void> {
  const [{ classifyTarget, meets }, named] = await Promise.all([
    import('./commands/classify.ts'),
    targetNamed(target, words),
  ])
  const classified = await classifyTarget(named, version, options.timeout * 1000)
  if (options.format === 'json') say(JSON.stringify(classified, null, 2))
  else {
    const { verdictTables } = await import('./output/verdict-table.ts')
    say(verdictTables(classified, process.stdout.columns, process.stdout.isTTY && !process.env.NO_COLOR))
  }
  if (classified.servers.length === 0) process.exitCode = 2
  else if (options.failOn !== undefined && meets(classified, options.failOn)) process.exitCode = 1
}

async function runExplain(
  tool: string,
  target: string | undefined,
  words: string[],
  options: { timeout: number },
): Promise<void> {
  const [{ classifyTarget }, { verdictText }] = await Promise.all([
    import('./commands/classify.ts'),
    import('./output/verdict-text.ts'),
  ])
  const named = await targetNamed(target, words)
  const { servers, problems } = await classifyTarget(named, version, options.timeout * 1000)
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

/** What the line names: one operand, or everything after `--`. */
async function targetNamed(target: string | undefined, words: string[]): Promise<Target> {
  const { targetOf } = await import('./read-target.ts')
  const command = process.argv.includes('--') ? process.argv.slice(process.argv.indexOf('--') + 1) : []
  if (command.length === 0 && words.length > 0)
    throw new Error(`Too much on the line: ${words.join(' ')}. A command goes after "--".`)
  return targetOf(command.length > 0 ? undefined : target, command)
}

function wholeNumber(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 0) throw new InvalidArgumentError('A whole number is wanted.')
  return number
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
