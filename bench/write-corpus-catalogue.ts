import { parseArgs } from 'node:util'
import { writeCorpusCatalogue } from './corpus-catalogue.ts'

// Writes a catalogue of the corpus: a process of its own, so that what is measured afterwards starts from nothing.
// node bench/write-corpus-catalogue.ts --corpus FILE --to FILE [--tools N]
const { values } = parseArgs({
  options: {
    corpus: { type: 'string', default: '../shared/corpus/tools.jsonl.gz' },
    to: { type: 'string' },
    tools: { type: 'string' },
  },
})
if (values.to === undefined) throw new Error('Say where the catalogue goes: --to FILE')
writeCorpusCatalogue({
  corpus: values.corpus,
  path: values.to,
  ...(values.tools && { tools: Number(values.tools) }),
})
