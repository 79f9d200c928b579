import { among } from '../reading/per-word.ts'
import type { Reading } from '../reading/read-definition.ts'
import type { Parameter } from '../reading/read-schema.ts'
import { readText, type Sentence } from '../reading/read-text.ts'
import { term } from '../reading/term.ts'
import type { GradedCategory } from '../types.ts'
import type { Rule } from './rule.ts'

export const outputPlace: Rule = {
  id: 'output-place',
  why: 'What is only returned is a Read, what is left behind in a file that the caller names is a Write.',
  observe: (reading, see) => {
    for (const parameter of reading.parameters) {
      if (parameter.depth > 0 || !namesOutput(parameter)) continue
      const how = parameter.required ? 'always' : 'where asked'
      see(parameter.at, parameter.name.slice(0, 60), term(`${senseOfAll(reading)} to a file`))
      see(parameter.at, parameter.name.slice(0, 60), term(`${senseOfAll(reading)} to a file ${how}`))
      return
    }
    const written = reading.promises.get('writes a file')
    if (written !== undefined) {
      const excerpt = { start: written.from.start, end: written.to.end }
      see('/description', excerpt, term(`${senseOfAll(reading)} and says so`))
    }
  },
  hits: [{ tool: withParameters('convert_page', ['output_path']), value: 'Read to a file' }],
  misses: [{ tool: withParameters('convert_page', ['page']), value: 'Read to a file' }],
}

/** `output_path`, `saveDir`, `destination_file`, or a path that is described as the place to save to. */
function namesOutput({ words, description }: Parameter): boolean {
  let place = false
  let output = false
  for (const word of words) {
    const { text } = word
    if (isPlaceWord(word)) place = true
    if (isOutputWord(word)) output = true
    if (text === 'outfile' || text === 'outputfile' || text === 'outdir' || text === 'savepath') return true
  }
  return place && (output || readText(description.slice(0, 80)).some(saysSaving))
}

function saysSaving({ tokens }: Sentence): boolean {
  return tokens.some(({ word }) => savingStems.has(word.stem))
}

const isPlaceWord = among('path file dir directory folder filename filepath location')
const isOutputWord = among('output out save saved dest destination target export download write')
const savingStems = new Set(['save', 'output', 'store', 'written', 'export'])

export const freeForm: Rule = {
  id: 'free-form',
  why: 'A parameter takes whatever the caller writes: code, a command, a query that may or may not promise to read only.',
  observe: (reading, see) => {
    for (const { depth, words, type, at, name, choices } of reading.parameters) {
      if (depth > 0 || (type !== 'string' && type !== '') || choices.length > 0) continue
      const form = formOf(words.map(word => word.text))
      if (form === undefined) continue
      const excerpt = name.slice(0, 60)
      const promise =
        reading.promises.has('reads only') || saysReadOnly(reading) ? 'reads only' : 'no promise'
      const where = speaksOfEngine(reading) ? 'of a database' : 'elsewhere'
      see(at, excerpt, term(`${form}, ${promise}`))
      see(at, excerpt, term(`${form} ${where}, ${promise}`))
      see(at, excerpt, term(`${senseOfAll(reading)} of ${form}, ${promise}`))
    }
  },
  hits: [
    { tool: withParameters('query_database', ['sql']), value: 'query language, no promise' },
    {
      tool: { ...withParameters('q', ['sql']), description: 'Runs a read-only query.' },
      value: 'query language, reads only',
    },
  ],
  misses: [{ tool: withParameters('find_rows', ['table']), value: 'query language, no promise' }],
}

function formOf(words: string[]): string | undefined {
  for (const word of words) {
    const form = forms.get(word)
    if (form !== undefined && (words.length === 1 || form !== 'query')) return form
  }
  return undefined
}

const forms = new Map([
  ...'sql cypher sparql gremlin statement statements aql mdx kql promql dql surql'
    .split(' ')
    .map(word => [word, 'query language'] as const),
  ['query', 'query'],
  ...'code script javascript js python expression snippet lua program applescript'
    .split(' ')
    .map(word => [word, 'code'] as const),
  ...'command cmd commands shell bash args'.split(' ').map(word => [word, 'command'] as const),
])

function saysReadOnly({ name, server }: Reading): boolean {
  const texts = [...name, ...server.words].map(word => word.text)
  return texts.some((text, place) => text === 'readonly' || (text === 'read' && texts[place + 1] === 'only'))
}

function speaksOfEngine({ server, name, lead }: Reading): boolean {
  if (server.world.has('engine')) return true
  if (name.some(word => word.nounKinds.includes('engine'))) return true
  return lead?.sentence.tokens.slice(0, 20).some(({ word }) => word.nounKinds.includes('engine')) ?? false
}

export const sensesListed: Rule = {
  id: 'senses-listed',
  why: 'Where a tool lists several deeds, the worst of them counts: "create, read, update and delete".',
  observe: (reading, see) => {
    const { lead, nameSense, verbAt } = reading
    if (lead === null || lead.also.length === 0) return
    const deeds = [lead, ...lead.also].flatMap(({ sense }) => (sense === null ? [] : [sense.category]))
    const worst = worstOf(deeds)
    if (worst === undefined) return
    const many = deeds.length > 2 ? 'a list' : 'a pair'
    const excerpt = lead.also[0]!.token
    see('/description', excerpt, term(`${many} up to ${worst}`))
    const named = verbAt === -1 ? 'nothing' : (nameSense?.category ?? 'unknown')
    see('/description', excerpt, term(`${named} named, ${many} up to ${worst}`))
  },
  hits: [
    {
      tool: { name: 'charts', description: 'Charts: create, read, move and delete them.' },
      value: 'a list up to Destructive',
    },
  ],
  misses: [{ tool: { name: 'charts', description: 'Creates charts.' }, value: 'a list up to Destructive' }],
}

export const senseWithParameters: Rule = {
  id: 'sense-with-parameters',
  why: 'What a deed amounts to shows in what it asks for: an amount, a recipient, a body, a page of results.',
  observe: (reading, see) => {
    const sense = senseOfAll(reading)
    for (const { depth, words, at, name, type } of reading.parameters) {
      if (depth > 0) continue
      for (const { stem } of words) {
        if (telling.has(stem))
          see(at, name.slice(0, 60), term(`${sense} with ${stem}${type === 'boolean' ? ' flag' : ''}`))
      }
    }
  },
  hits: [{ tool: withParameters('send', ['amount']), value: 'Write with amount' }],
  misses: [{ tool: withParameters('send', ['colour']), value: 'Write with colour' }],
}

const telling = new Set(
  'amount recipi price quantiti qty slippag dry confirm forc content text bodi messag titl limit page offset data privat overwrit append prompt url selector execut save mode model valu statu enabl new updat script imag'.split(
    ' ',
  ),
)

export const httpMethod: Rule = {
  id: 'http-method',
  why: 'Generated tools carry the HTTP method of what they call; GET reads, DELETE removes, POST may do either.',
  observe: ({ name, definition }, see) => {
    const { method, at, excerpt } = methodOf(definition.name, definition.description ?? '')
    if (method === undefined) return
    see(at, excerpt, term(method))
    const last = name.at(-1)
    if (last !== undefined) see(at, excerpt, term(`${method} … ${last.stem}`))
    for (const word of name) {
      for (const kind of word.text === method ? [] : word.verbKinds)
        see(at, excerpt, term(`${method} and ${kind}`))
    }
  },
  hits: [
    { tool: { name: 'post--v1-metrics' }, value: 'post' },
    { tool: { name: 'x', description: 'DELETE /api/chats' }, value: 'delete' },
  ],
  misses: [{ tool: { name: 'post_message' }, value: 'post' }],
}

type Method = { method?: string; at: string; excerpt: string }

function methodOf(name: string, description: string): Method {
  const mayName = name.includes('-') || name.includes('/') || name.includes('_api_')
  const named = !mayName
    ? null
    : (/^(?:API-)?(get|post|put|patch|delete)(?:--|-?\/|_api_|-v\d)/i.exec(name) ??
      /^API-(get|post|put|patch|delete)-/i.exec(name))
  if (named !== null) return { method: named[1]!.toLowerCase(), at: '/name', excerpt: named[1]! }
  const said = /^\W{0,4}(GET|POST|PUT|PATCH|DELETE)\W{1,3}\//.exec(description.slice(0, 40))
  if (said !== null) return { method: said[1]!.toLowerCase(), at: '/description', excerpt: said[1]! }
  return { at: '', excerpt: '' }
}

/** What name and first sentence amount to together: the name where it is known, else the sentence. */
function senseOfAll({ nameSense, lead }: Reading): string {
  return (nameSense ?? lead?.sense)?.category ?? 'unknown'
}

function worstOf(categories: readonly GradedCategory[]): GradedCategory | undefined {
  return (['Financial', 'Destructive', 'Execute', 'Write', 'Read'] as const).find(one =>
    categories.includes(one),
  )
}

function withParameters(name: string, parameters: string[]) {
  const properties = Object.fromEntries(parameters.map(parameter => [parameter, { type: 'string' }]))
  return { name, inputSchema: { type: 'object', properties } }
}
