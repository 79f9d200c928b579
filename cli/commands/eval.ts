import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { canonicalJson, classifierVersion, classify } from '../../classifier/index.ts'
import { evaluate, type Judged, type LabelledTool, type Report } from '../../classifier/training/index.ts'
import { isHeldOut, readCorpus, readLabels } from '../label-files.ts'

export type EvalOptions = { corpus: string[]; heldOut: boolean; hints: boolean; format: 'text' | 'json' }

/** Holds the classifier against a file of labels. */
export function evaluateLabels(path: string, options: EvalOptions): Report {
  const corpus = readCorpus(...options.corpus)
  const labels = readLabels(path, corpus).filter(({ server }) => !options.heldOut || isHeldOut(server.name))
  return evaluate(labels.map(label => judge(options.hints ? label : withoutHints(label))))
}

function judge(label: LabelledTool): Judged {
  return { label, verdict: classify(label.definition, label) }
}

function withoutHints(label: LabelledTool): LabelledTool {
  const strip = ({ annotations: _, ...definition }: LabelledTool['definition']) => definition
  return { ...label, definition: strip(label.definition), siblings: label.siblings.map(strip) }
}

const floorFile = z.strictObject({
  category: z.number(),
  categoryWithAlt: z.number(),
  macroF1: z.number(),
  riskWithAlt: z.number(),
  severity: z.number(),
  dangerousMisses: z.number(),
  falseAlarms: z.number(),
  ungraded: z.number(),
  calibrationError: z.number(),
})
/** The worst that each figure may be, as shares of 1. Only ever made stricter. */
export type Floor = z.infer<typeof floorFile>

export function readFloor(path: string): Floor {
  return floorFile.parse(JSON.parse(readFileSync(path, 'utf8')))
}

/** One sentence for each figure that is worse than the floor. */
export function belowFloor(report: Report, floor: Floor): string[] {
  const part = ({ right, of }: { right: number; of: number }) => (of === 0 ? 1 : right / of)
  const atLeast: [keyof Floor, number][] = [
    ['category', part(report.category)],
    ['categoryWithAlt', part(report.categoryWithAlt)],
    ['macroF1', report.macroF1],
    ['riskWithAlt', part(report.riskWithAlt)],
    ['severity', part(report.severity)],
  ]
  const atMost: [keyof Floor, number][] = [
    ['dangerousMisses', report.dangerousMisses.length / Math.max(1, report.dangerous)],
    ['falseAlarms', report.falseAlarms.length / Math.max(1, report.sureReads)],
    ['ungraded', part(report.ungraded)],
    ['calibrationError', report.calibrationError],
  ]
  return [
    ...atLeast
      .filter(([name, value]) => value < floor[name])
      .map(([name, value]) => fault(name, value, 'below', floor)),
    ...atMost
      .filter(([name, value]) => value > floor[name])
      .map(([name, value]) => fault(name, value, 'above', floor)),
  ]
}

function fault(name: keyof Floor, value: number, side: string, floor: Floor): string {
  return `accuracy: ${name} is ${value.toFixed(4)}, ${side} the ${floor[name]} of the floor`
}

/**
 * The text of `data/accuracy.json`: the report and the classifier it is of. Keys and misses are sorted, so that a
 * change of the weights shows as the figures that moved.
 */
export function savedReport(report: Report): string {
  const sorted = {
    ...report,
    dangerousMisses: report.dangerousMisses.toSorted(byName),
    falseAlarms: report.falseAlarms.toSorted(byName),
  }
  const text = canonicalJson({ classifier: classifierVersion, report: sorted })
  return `${JSON.stringify(JSON.parse(text), null, 2)}\n`
}

function byName(a: Report['falseAlarms'][number], b: Report['falseAlarms'][number]): number {
  const [one, other] = [a, b].map(({ server, tool }) => `${server}\n${tool}`)
  return one! < other! ? -1 : one! > other! ? 1 : 0
}
