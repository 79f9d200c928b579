import { hash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Weights } from '../../classifier/training/index.ts'
import { calibrate, defaultOptions, exampleOf } from '../../classifier/training/index.ts'
import { isHeldOut, readCorpus, readLabels } from '../label-files.ts'

export type TrainOptions = { corpus: string; gold: string[]; labels: string[]; out?: string }

const weightsPath = fileURLToPath(new URL('../../data/weights.json', import.meta.url))
const folds = 5

/**
 * Learns `data/weights.json` from labels. Of the `gold` files the servers that are held out are left aside, to
 * measure on; the other files have none of their servers. Deterministic: the same files give the same bytes.
 */
export function train(options: TrainOptions, say: (line: string) => void): void {
  const corpus = readCorpus(options.corpus)
  const gold = options.gold.flatMap(path => readLabels(path, corpus))
  const held = new Set(gold.map(({ server }) => server.name).filter(isHeldOut))
  const labels = [...gold, ...options.labels.flatMap(path => readLabels(path, corpus))]
  const tools = labels.filter(({ server }) => !held.has(server.name))
  const servers = new Set(tools.map(({ server }) => server.name)).size
  say(
    `${tools.length} labelled tools of ${servers} servers; held out: ${labels.length - tools.length} of ${held.size}`,
  )
  const examples = tools.map(tool => ({ server: tool.server.name, example: exampleOf(tool) }))
  const weights = calibrate(examples, '', defaultOptions, folds)
  const version = hash('sha256', JSON.stringify(weights)).slice(0, 12)
  const text = layOut({ ...weights, version })
  writeFileSync(options.out ?? weightsPath, text)
  const count = Object.values(weights.rules).reduce((sum, values) => sum + Object.keys(values).length, 0)
  say(
    `${count} weights, temperature ${weights.temperature}, version ${version}, ${Math.round(text.length / 1024)} KB`,
  )
}

/** One rule a line, so that a change of weights is a diff a person can look at. */
function layOut({ rules, ...rest }: Weights): string {
  const head = Object.entries(rest).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`)
  const lines = Object.keys(rules)
    .sort()
    .map(rule => `${JSON.stringify(rule)}: ${JSON.stringify(rules[rule])}`)
  return `{\n${head.join(',\n')},\n"rules": {\n${lines.join(',\n')}\n}\n}\n`
}
