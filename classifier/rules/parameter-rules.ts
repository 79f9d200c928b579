import { among } from '../reading/per-word.ts'
import type { Reading } from '../reading/read-definition.ts'
import type { Parameter } from '../reading/read-schema.ts'
import { splitName, wholeParameter } from '../reading/split-name.ts'
import { link, term } from '../reading/term.ts'
import { beside } from './links.ts'
import type { Rule } from './rule.ts'

export const parameterName: Rule = {
  id: 'parameter-name',
  voice: 1.2,
  shared: true,
  why: 'What a tool asks for betrays what it does: `amount` and `recipient`, `command`, `sql`, `force`.',
  observe: ({ parameters }, see) => {
    for (const { name, at, type, depth } of parameters) {
      const whole = wholeParameter(name)
      if (depth === 0) see(at, name.slice(0, 60), whole)
      else see(at, name.slice(0, 60), within, beside, whole)
      if (type === 'boolean') see(at, name.slice(0, 60), flag, beside, whole)
    }
  },
  hits: [{ tool: tool('x', { dryRun: { type: 'boolean' } }), value: 'flag dry run' }],
  misses: [{ tool: tool('x', { run: { type: 'string' } }), value: 'flag run' }],
}

export const parameterWord: Rule = {
  id: 'parameter-word',
  voice: 1.2,
  shared: true,
  why: 'Single words of parameter names, for names that are rare as a whole.',
  observe: ({ parameters }, see) => {
    for (const { words, at, name } of parameters) {
      for (const word of words) {
        see(at, name.slice(0, 60), word.as.stem)
        for (const kind of word.as.nounKinds) see(at, name.slice(0, 60), anyKind, beside, kind)
      }
    }
  },
  hits: [{ tool: tool('x', { refundAmount: { type: 'number' } }), value: 'amount' }],
  misses: [{ tool: tool('x', { name: { type: 'string' } }), value: 'amount' }],
}

export const parameterChoice: Rule = {
  id: 'parameter-choice',
  why: 'Where a parameter selects what the tool does, its listed values say what is on offer.',
  observe: ({ parameters, selector }, see) => {
    for (const parameter of parameters) {
      const role = parameter === selector ? selects : offers
      for (const [index, choice] of parameter.choices.entries()) {
        const at = `${parameter.at}/enum/${index}`
        for (const word of splitName(choice).slice(0, 4)) {
          if (word.verb === '') continue
          see(at, choice.slice(0, 60), role, beside, word.as.verb)
          for (const kind of word.as.verbKinds) see(at, choice.slice(0, 60), role, ofKind, kind)
        }
      }
    }
  },
  hits: [
    {
      tool: tool('x', { action: { type: 'string', enum: ['list', 'delete'] } }),
      value: 'selects kind remove',
    },
  ],
  misses: [{ tool: tool('x', { unit: { type: 'string', enum: ['c', 'f'] } }), value: 'selects kind remove' }],
}

export const schemaShape: Rule = {
  id: 'schema-shape',
  voice: 0.3,
  circumstance: true,
  why: 'How much a tool asks for, and of what sort: filters and pages are for reading, bodies for writing.',
  observe: (reading, see) => {
    for (const shape of shapesOf(reading)) see('/inputSchema', '', term(shape))
  },
  hits: [
    { tool: tool('x', { limit: { type: 'integer' } }), value: 'pages' },
    { tool: tool('x', {}), value: 'no parameters' },
  ],
  misses: [{ tool: tool('x', { title: { type: 'string' } }), value: 'pages' }],
}

const within = term('within')
const flag = term('flag')
const anyKind = term('kind')
const selects = term('selects')
const offers = term('offers')
const ofKind = link(' kind ')

function shapesOf({ parameters, selector, definition }: Reading): string[] {
  if (definition.inputSchema === undefined) return []
  const top = parameters.filter(parameter => parameter.depth === 0)
  const shapes = [top.length === 0 ? 'no parameters' : top.length === 1 ? 'one parameter' : 'many parameters']
  if (top.some(isPaging)) shapes.push('pages')
  if (top.length > 0 && top.every(isIdentifier)) shapes.push('identifiers only')
  if (top.some(parameter => parameter.type === 'object' || parameter.type === 'array'))
    shapes.push('takes a body')
  if (top.length > 0 && !top.some(parameter => parameter.required)) shapes.push('all optional')
  if (selector !== null) shapes.push('selects an action')
  if (definition.outputSchema !== undefined) shapes.push('says what it returns')
  return shapes
}

function isPaging({ words }: Parameter): boolean {
  return words.some(isPagingWord)
}

function isIdentifier({ words }: Parameter): boolean {
  return words.length > 0 && isIdentifierWord(words.at(-1)!)
}

const isPagingWord = among(
  'limit page offset cursor per top skip size count max results filter sort order query since until',
)
const isIdentifierWord = among('id ids uuid key name slug number owner repo gid identifier')

function tool(name: string, properties: { [key: string]: { [key: string]: string | string[] } }) {
  return { name, inputSchema: { type: 'object', properties } }
}
