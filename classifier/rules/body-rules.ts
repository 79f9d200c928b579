import { perWord } from '../reading/per-word.ts'
import type { Reading } from '../reading/read-definition.ts'
import type { Sentence, Token } from '../reading/read-text.ts'
import { term } from '../reading/term.ts'
import { beside } from './links.ts'
import type { Rule } from './rule.ts'

const at = '/description'

export const bodyWord: Rule = {
  id: 'body-word',
  shared: true,
  why: 'The words of the rest of the description, where they are not negated and speak of this tool.',
  observe: (reading, see) => {
    const end = Math.min(reading.sentences.length, sentenceLimit)
    for (let next = 1; next < end; next++) {
      const sentence = reading.sentences[next]!
      if (!saysMore(sentence, reading)) continue
      const { tokens } = sentence
      for (let place = 0; place < tokens.length; place++) {
        const token = tokens[place]!
        if (token.word.text.length < 3) continue
        const { stem } = token.word.as
        if (isNegated(sentence, place)) see(at, token, not, beside, stem)
        else see(at, token, stem)
      }
    }
  },
  hits: [{ tool: { name: 'x', description: 'Cleans up. This cannot be undone.' }, value: 'not undon' }],
  misses: [
    {
      tool: { name: 'x', description: 'Cleans up. To purge a zone use purge_zone instead.' },
      siblings: ['purge_zone'],
      value: 'purg',
    },
  ],
}

/** Whether a sentence describes this tool, and not another one. */
function saysMore({ section, tokens }: Sentence, reading: Reading): boolean {
  return section === 'body' && !tokens.some(token => namesAnotherTool(reading, token))
}

const sentenceLimit = 30

function namesAnotherTool({ definition, server }: Reading, { word }: Token): boolean {
  return isJoined(word) && word.text !== definition.name.toLowerCase() && server.toolNames.has(word.text)
}

function isNegated({ negatedFrom, negatedTo }: Sentence, place: number): boolean {
  return place >= negatedFrom && place < negatedTo
}

const isJoined = perWord(({ text }) => text.includes('_'))

const not = term('not')
