import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { say } from '../line.ts'
import type { EvalOptions } from './eval.ts'

/** Adds `placard train` and `placard eval`. Exit codes: 0 done, 1 a figure is worse than the floor, 2 not done. */
export function addLabelCommands(program: Command): void {
  program
    .command('train')
    .description('learn data/weights.json from labelled tools')
    .option('--corpus <files...>', 'JSON Lines of definitions, gzipped or not', [])
    .option('--stamp', 'learn nothing: mark the weights as fit for sources that observe as before')
    .option('--gold <files...>', 'labels of which a quarter of the servers is held out', [])
    .option('--labels <files...>', 'labels that are all learned from', [])
    .option('--out <file>', 'where to write the weights')
    .action(async options => {
      const { stamp, train } = await import('./train.ts')
      if (options.stamp) stamp(say)
      else if (options.corpus.length === 0) throw new Error('train needs --corpus FILE, or --stamp.')
      else train(options, say)
    })
  program
    .command('eval')
    .description('hold the classifier against labels')
    .argument('<labels>', 'JSON Lines of labels')
    .option(
      '--corpus <files...>',
      'definitions that the labels speak of, and the siblings of their tools',
      [],
    )
    .option('--held-out', 'only the servers that training never saw', false)
    .option('--no-hints', "take the servers' own hints away first")
    .option('--floor <file>', 'exit with 1 where a figure is worse than this file allows')
    .option('--write <page>', 'put the figures into this Markdown page, between its marks')
    .option('--save <file>', 'write what the accuracy page of the site is made from; takes --held-out')
    .option('--if-present', 'where there are no labels, say so and leave it at that', false)
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'))
    .action(runEval)
}

type EvalLine = EvalOptions & { floor?: string; write?: string; save?: string; ifPresent: boolean }

async function runEval(labels: string, options: EvalLine): Promise<void> {
  const { belowFloor, evaluateLabels, readFloor, savedReport } = await import('./eval.ts')
  if (options.save !== undefined && !(options.heldOut && options.hints))
    throw new Error('--save is for what the site publishes: use it with --held-out and without --no-hints')
  if (options.ifPresent && !existsSync(labels)) {
    say(`There are no labels at ${labels}: nothing was measured.`)
    return
  }
  const { figures, withFigures } = await import('../output/accuracy-report.ts')
  const report = evaluateLabels(labels, options)
  say(options.format === 'json' ? JSON.stringify(report, null, 2) : figures(report))
  if (options.write !== undefined)
    writeFileSync(options.write, withFigures(readFileSync(options.write, 'utf8'), report))
  if (options.save !== undefined) writeFileSync(options.save, savedReport(report))
  const faults = options.floor === undefined ? [] : belowFloor(report, readFloor(options.floor))
  for (const fault of faults) process.stderr.write(`${fault}\n`)
  if (faults.length > 0) process.exitCode = 1
}
