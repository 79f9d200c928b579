import { mainVerb } from '../reading/main-verb.ts'
import type { Reading } from '../reading/read-definition.ts'
import type { Sentence, Token } from '../reading/read-text.ts'
import type { Rule } from './rule.ts'

const at = '/description'

export const sentenceVerb: Rule = {
  id: 'sentence-verb',
  why: 'The main verb of a later sentence says what else the tool does.',
  observe: (reading, see) => {
    for (const sentence of saying(reading)) {
      const found = mainVerb(sentence)
      if (!found?.direct || isNegated(sentence, found.place)) continue
      const excerpt = excerptOf(reading, found.token)
      see(found.token.word.verb, at, excerpt)
      for (const kind of found.token.word.verbKinds) see(`kind ${kind}`, at, excerpt)
    }
  },
  hits: [{ tool: { name: 'x', description: 'Cleans up. Deletes old rows.' }, value: 'delete' }],
  misses: [{ tool: { name: 'x', description: 'Lists rows. Does not delete them.' }, value: 'delete' }],
}

export const bodyWord: Rule = {
  id: 'body-word',
  shared: true,
  why: 'The words of the rest of the description, where they are not negated and speak of this tool.',
  observe: (reading, see) => {
    for (const sentence of saying(reading)) {
      sentence.tokens.forEach((token, place) => {
        if (token.word.text.length < 3) return
        const stem = isNegated(sentence, place) ? `not ${token.word.stem}` : token.word.stem
        see(stem, at, excerptOf(reading, token))
      })
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

export const asideWord: Rule = {
  id: 'aside-word',
  voice: 0.6,
  shared: true,
  why: 'Words under headings such as Returns, Arguments or Examples describe something else than the deed, and count apart.',
  observe: (reading, see) => {
    for (const sentence of reading.sentences) {
      if (sentence.section === 'lead' || sentence.section === 'body') continue
      for (const token of sentence.tokens.slice(0, 60)) {
        if (token.word.text.length < 3) continue
        see(`${sentence.section} ${token.word.stem}`, at, excerptOf(reading, token))
      }
    }
  },
  hits: [{ tool: { name: 'x', description: 'Cleans up. Returns: number of rows' }, value: 'outputs row' }],
  misses: [{ tool: { name: 'x', description: 'Cleans up rows.' }, value: 'outputs row' }],
}

/** The sentences after the first that describe this tool, and not another one. */
function saying(reading: Reading): Sentence[] {
  return reading.sentences.slice(1, sentenceLimit).filter(({ section, tokens }) => {
    return section === 'body' && !tokens.some(token => namesAnotherTool(reading, token))
  })
}

const sentenceLimit = 30

function namesAnotherTool({ definition, server }: Reading, { word }: Token): boolean {
  return (
    word.text.includes('_') && word.text !== definition.name.toLowerCase() && server.toolNames.has(word.text)
  )
}

function isNegated({ negatedFrom, negatedTo }: Sentence, place: number): boolean {
  return place >= negatedFrom && place < negatedTo
}

function excerptOf({ definition }: Reading, { start, end }: Token): string {
  return (definition.description ?? '').slice(start, end)
}
