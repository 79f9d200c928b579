import { hash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { WeightsFile } from '../../classifier/training/index.ts'
import { calibrate, defaultOptions, exampleOf, fileOf, knownStems } from '../../classifier/training/index.ts'
import { classifierSources } from '../classifier-sources.ts'
import { isHeldOut, readCorpus, readLabels } from '../label-files.ts'

export type TrainOptions = { corpus: string[]; gold: string[]; labels: string[]; out?: string }

/** The weights as they stand in the file: with a digest of the sources that they were learned with. */
type StampedWeights = WeightsFile & { sources: string }

const weightsPath = fileURLToPath(new URL('../../data/weights.json', import.meta.url))
const stemsPath = fileURLToPath(new URL('../../data/stems.json', import.meta.url))
const folds = 5

/**
 * Learns `data/weights.json` from labels. Of the `gold` files the servers that are held out are left aside, to
 * measure on; the other files have none of their servers, and most of their tools were picked as doubtful.
 * Deterministic: the same files give the same bytes.
 */
export function train(options: TrainOptions, say: (line: string) => void): void {
  const corpus = readCorpus(...options.corpus)
  const gold = options.gold.flatMap(path => readLabels(path, corpus))
  const held = new Set(gold.map(({ server }) => server.name).filter(isHeldOut))
  const picked = new Set(options.labels.flatMap(path => readLabels(path, corpus)))
  const labels = [...gold, ...picked]
  const tools = labels.filter(({ server }) => !held.has(server.name))
  const servers = new Set(tools.map(({ server }) => server.name)).size
  say(
    `${tools.length} labelled tools of ${servers} servers; held out: ${labels.length - tools.length} of ${held.size}`,
  )
  const examples = tools.map(tool => ({
    server: tool.server.name,
    example: exampleOf(tool),
    picked: picked.has(tool),
  }))
  const weights = calibrate(examples, '', defaultOptions, folds)
  const { version, text } = stamped(fileOf(weights))
  writeFileSync(options.out ?? weightsPath, text)
  writeStems()
  say(
    `${weights.worths.size} weights, temperature ${weights.temperature}, version ${version}, ${Math.round(text.length / 1024)} KB`,
  )
}

/**
 * Marks the weights that are there as fit for the sources as they now are, without learning: for a change of code
 * that changes no observation. Every verdict is made again all the same, as its version is another.
 */
export function stamp(say: (line: string) => void): void {
  const { version, text } = stamped(JSON.parse(readFileSync(weightsPath, 'utf8')))
  writeFileSync(weightsPath, text)
  writeStems()
  say(`version ${version}`)
}

/** Words and their stems do not change with the weights, but with the words that stand beside them. */
function writeStems(): void {
  const lines = Object.entries(knownStems()).map(
    ([stem, words]) => `${JSON.stringify(stem)}: ${JSON.stringify(words)}`,
  )
  writeFileSync(stemsPath, `{\n${lines.join(',\n')}\n}\n`)
}

/** A version that changes whenever a verdict may: with the weights and with the sources. */
function stamped(weights: WeightsFile): { version: string; text: string } {
  const sources = classifierSources()
  const version = hash('sha256', JSON.stringify({ ...weights, sources, version: '' })).slice(0, 12)
  return { version, text: layOut({ ...weights, version, sources }) }
}

/** One rule a line, so that a change of weights is a diff a person can look at. */
function layOut({ rules, ...rest }: StampedWeights): string {
  const head = Object.entries(rest).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`)
  const lines = Object.keys(rules)
    .sort()
    .map(rule => `${JSON.stringify(rule)}: ${JSON.stringify(rules[rule])}`)
  return `{\n${head.join(',\n')},\n"rules": {\n${lines.join(',\n')}\n}\n}\n`
}
