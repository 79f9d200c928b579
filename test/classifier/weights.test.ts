import { expect, test } from 'vitest'
import { knownStems } from '../../classifier/training/index.ts'
import { classifierSources } from '../../cli/classifier-sources.ts'
import stems from '../../data/stems.json' with { type: 'json' }
import weights from '../../data/weights.json' with { type: 'json' }

test('the weights belong to the sources that are here', () => {
  const mend =
    'classifier/ or its words changed: "npm run train" as docs/accuracy.md says, or "npm run train -- --stamp" where no observation changed'
  expect(weights.sources, mend).toBe(classifierSources())
})

test('the stems are those of the words that are known', () => {
  expect(stems, '"npm run train -- --stamp" writes them anew').toEqual(knownStems())
})
