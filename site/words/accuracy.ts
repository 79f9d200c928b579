import type { Miss, Rate, Report } from '../../classifier/training/index.ts'
import { count, digits, listed, percent } from './numbers.ts'

/** `92% (289 of 313)`. */
export function share({ right, of }: Rate): string {
  return of === 0 ? 'not measured' : `${percent(right / of)} (${digits(right)} of ${digits(of)})`
}

/** From which confidence on a wrong verdict looks like a right one. */
const verySure = 0.9

/** How many were got wrong, and whether the confidence would have given them away. */
export function missesInWords(misses: Miss[], of: number, are: string, called: string): string {
  if (of === 0) return `No reader was sure of any tool here that it is ${are}, so this was not measured.`
  const head = `Of ${count(of, 'tool')} that readers were sure ${of === 1 ? 'is' : 'are'} ${are}`
  if (misses.length === 0) return `${head}, none was called ${called}.`
  const sure = misses.filter(({ confidence }) => confidence >= verySure).length
  const were = `${digits(misses.length)} (${percent(misses.length / of)}) ${misses.length === 1 ? 'was' : 'were'} called ${called}.`
  const noWarning = 'the classifier was at least 90% sure, so its confidence gave no warning.'
  if (sure === 0)
    return `${head}, ${were} The classifier was less than 90% sure of ${misses.length === 1 ? 'it' : 'each'}.`
  return `${head}, ${were} In ${misses.length === 1 ? 'that one' : `${digits(sure)} of them`} ${noWarning}`
}

/** The surest first: they are the worst. */
export function surestFirst(misses: Miss[]): Miss[] {
  return misses.toSorted((a, b) => b.confidence - a.confidence)
}

/** With how few labels a share moves by ten points or more where one tool is judged otherwise. */
const tooFew = 10

/** Which rows rest on too few labels to say much. */
export function fewLabels(rates: Report['capabilities'], nameOf: (key: string) => string): string {
  const few = Object.entries(rates).filter(([, { positives }]) => positives <= tooFew)
  if (few.length === 0) return ''
  const names = few.map(([name, { positives }]) => `${nameOf(name)} (${digits(positives)})`)
  return `On ten labels or fewer one tool moves a share by ten points or more: ${listed(names)}.`
}

/** Whether promised confidence comes true, in points of a hundred. */
export function calibrationInWords({ calibration, calibrationError }: Report): string {
  const graded = calibration.reduce((sum, row) => sum + row.count, 0)
  if (graded === 0) return 'No tool was graded, so there is no confidence to check.'
  const widest = calibration.reduce((worst, row) => (gap(row) > gap(worst) ? row : worst))
  const points = (100 * calibrationError).toFixed(1)
  const way = widest.accuracy < widest.confidence ? 'too sure' : 'too modest'
  return `Over ${count(graded, 'graded tool')}, what was promised and what came true lie ${points} points of a hundred apart on average. The widest gap is at ${tenth(widest.from)}, where ${count(widest.count, 'verdict')} ${widest.count === 1 ? 'was' : 'were'} ${(100 * gap(widest)).toFixed(0)} points ${way}.`
}

/** `90% to 100%`. */
export function tenth(from: number): string {
  const low = Math.round(from * 100)
  return `${low}% to ${low + 10}%`
}

function gap({ confidence, accuracy }: Report['calibration'][number]): number {
  return Math.abs(confidence - accuracy)
}

/** What rests on a rule first, among the labels of the catalogue. */
export function restsOn(categories: number, capabilities: number): string {
  const parts = [
    ...(categories > 0 ? [`of the category of ${count(categories, 'tool')}`] : []),
    ...(capabilities > 0 ? [`of a capability of ${count(capabilities, 'tool')}`] : []),
  ]
  return parts.length === 0
    ? 'It saw the strongest sign of no label here; where it saw anything, something else spoke louder.'
    : `It saw the strongest sign ${listed(parts)}.`
}

/** Labels of the catalogue by classifiers that were not the one measured. */
export function labelsByOthers(classifiers: Map<string, number>, measured: string) {
  const others = [...classifiers].filter(([version]) => version !== measured)
  return {
    versions: others.map(([version]) => version).sort(),
    labels: others.reduce((sum, [, n]) => sum + n, 0),
    all: [...classifiers.values()].reduce((sum, n) => sum + n, 0),
  }
}
