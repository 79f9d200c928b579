import type { Report } from '../classifier/training/index.ts'
import file from '../data/accuracy.json' with { type: 'json' }

/** What was measured, and the version of the classifier it was measured on. */
export type Accuracy = { classifier: string; report: Report }

/** As `placard eval --held-out --save data/accuracy.json` wrote it. */
export const measuredAccuracy: Accuracy = file as unknown as Accuracy
