import { capabilities, gradedCategories, riskOf } from '../taxonomy.ts'
import type { Capability, Category, Verdict } from '../types.ts'
import type { LabelledTool } from './examples.ts'

/** One labelled tool and what the classifier said of it. */
export type Judged = { label: LabelledTool; verdict: Verdict }

export type Rate = { right: number; of: number }
export type PrecisionRecall = { positives: number; precision: number; recall: number; f1: number }
export type Miss = { server: string; tool: string; label: Category; verdict: Category; confidence: number }

export type Report = {
  tools: number
  servers: number
  category: Rate
  categoryWithAlt: Rate
  sureCategory: Rate
  risk: Rate
  riskWithAlt: Rate
  severity: Rate
  macroF1: number
  ungraded: Rate
  /** Sure labels of Execute, Destructive or Financial that were called Read or Write. The first thing to read. */
  dangerousMisses: Miss[]
  dangerous: number
  /** Sure Reads that were called Execute, Destructive or Financial. */
  falseAlarms: Miss[]
  sureReads: number
  /** Rows: labels, columns: verdicts. */
  confusion: { [label: string]: { [verdict: string]: number } }
  categories: { [category: string]: PrecisionRecall }
  capabilities: { [capability: string]: PrecisionRecall }
  /** Of the verdicts with a confidence in a tenth: how many, what they promised, how many were right. */
  calibration: { from: number; count: number; confidence: number; accuracy: number }[]
  /** Expected calibration error: the mean gap between promise and truth. */
  calibrationError: number
}

/** Holds verdicts against labels. */
export function evaluate(judged: Judged[]): Report {
  const right = ({ label, verdict }: Judged) => verdict.category === label.category
  const fair = (one: Judged) => right(one) || one.verdict.category === one.label.alt
  const rightRisk = ({ label, verdict }: Judged) => verdict.risk === riskOf(label.category)
  const sure = judged.filter(({ label }) => label.certainty === 'sure')
  const dangerous = sure.filter(({ label }) => riskOf(label.category) === 'Destructive')
  const reads = sure.filter(({ label }) => label.category === 'Read')
  const categories = Object.fromEntries(
    gradedCategories.map(category => [category, categoryRates(judged, category)]),
  )
  return {
    tools: judged.length,
    servers: new Set(judged.map(({ label }) => label.server.name)).size,
    category: rate(judged, right),
    categoryWithAlt: rate(judged, fair),
    sureCategory: rate(sure, right),
    risk: rate(judged, rightRisk),
    riskWithAlt: rate(
      judged,
      one => rightRisk(one) || (one.label.alt !== null && one.verdict.risk === riskOf(one.label.alt)),
    ),
    severity: rate(judged, ({ label, verdict }) => verdict.severity === label.severity),
    macroF1: mean(Object.values(categories).map(({ f1 }) => f1)),
    ungraded: rate(judged, ({ verdict }) => !verdict.graded),
    dangerousMisses: dangerous
      .filter(({ verdict }) => verdict.category === 'Read' || verdict.category === 'Write')
      .map(toMiss),
    dangerous: dangerous.length,
    falseAlarms: reads.filter(({ verdict }) => verdict.graded && verdict.risk === 'Destructive').map(toMiss),
    sureReads: reads.length,
    confusion: confusionOf(judged),
    categories,
    capabilities: Object.fromEntries(
      capabilities.map(capability => [capability, capabilityRates(judged, capability)]),
    ),
    ...calibrationOf(judged, right),
  }
}

function rate(judged: Judged[], right: (one: Judged) => boolean): Rate {
  return { right: judged.filter(right).length, of: judged.length }
}

function toMiss({ label, verdict }: Judged): Miss {
  return {
    server: label.server.name,
    tool: label.definition.name,
    label: label.category,
    verdict: verdict.category,
    confidence: verdict.confidence,
  }
}

function categoryRates(judged: Judged[], category: Category): PrecisionRecall {
  return precisionRecall(
    judged,
    ({ label }) => label.category === category,
    ({ verdict }) => verdict.category === category,
  )
}

function capabilityRates(judged: Judged[], capability: Capability): PrecisionRecall {
  return precisionRecall(
    judged,
    ({ label }) => label.capabilities.includes(capability),
    ({ verdict }) => verdict.capabilities.includes(capability),
  )
}

function precisionRecall(
  judged: Judged[],
  is: (one: Judged) => boolean,
  said: (one: Judged) => boolean,
): PrecisionRecall {
  const positives = judged.filter(is).length
  const claimed = judged.filter(said).length
  const both = judged.filter(one => is(one) && said(one)).length
  const precision = claimed === 0 ? 0 : both / claimed
  const recall = positives === 0 ? 0 : both / positives
  return { positives, precision, recall, f1: both === 0 ? 0 : (2 * both) / (claimed + positives) }
}

function confusionOf(judged: Judged[]): Report['confusion'] {
  const count = (label: Category, said: Category) =>
    judged.filter(one => one.label.category === label && one.verdict.category === said).length
  const columns: Category[] = [...gradedCategories, 'Ungraded']
  return Object.fromEntries(
    gradedCategories.map(label => [
      label,
      Object.fromEntries(columns.map(said => [said, count(label, said)])),
    ]),
  )
}

function calibrationOf(judged: Judged[], right: (one: Judged) => boolean) {
  const graded = judged.filter(({ verdict }) => verdict.graded)
  const tenths = Array.from({ length: 10 }, (_, tenth) => {
    const within = graded.filter(({ verdict }) => Math.min(9, Math.floor(verdict.confidence * 10)) === tenth)
    return {
      from: tenth / 10,
      count: within.length,
      confidence: mean(within.map(({ verdict }) => verdict.confidence)),
      accuracy: within.length === 0 ? 0 : within.filter(right).length / within.length,
    }
  })
  const gaps = tenths.map(({ count, confidence, accuracy }) => count * Math.abs(confidence - accuracy))
  const calibrationError = graded.length === 0 ? 0 : gaps.reduce((sum, gap) => sum + gap, 0) / graded.length
  return { calibration: tenths.filter(({ count }) => count > 0), calibrationError }
}

function mean(values: number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}
