import { nounsToo } from '../reading/nouns-too.ts'
import { among } from '../reading/per-word.ts'
import type { Reading } from '../reading/read-definition.ts'
import { isJoined, objectsAfter } from '../reading/read-lead.ts'
import type { Sentence, Token } from '../reading/read-text.ts'
import { type Sense, senseOf } from '../reading/sense.ts'
import { term } from '../reading/term.ts'
import type { GradedCategory } from '../types.ts'
import type { Rule } from './rule.ts'

export const deedsOffered: Rule = {
  id: 'deeds-offered',
  voice: 0.5,
  why: 'A tool that is named for a thing, or that manages one, can do the worst of what its text lists.',
  observe: (reading, see) => {
    const { sentences, definition } = reading
    const named = namedDeed(reading)
    const text = definition.description ?? ''
    let worst: Deed | undefined
    const end = Math.min(sentences.length, sentenceLimit)
    for (let place = 0; place < end; place++) {
      const sentence = sentences[place]!
      if (sentence.section !== 'lead' && sentence.section !== 'body') continue
      for (const deed of listedDeeds(sentence, text, reading)) {
        if (worst === undefined || rank(deed.category) < rank(worst.category)) worst = deed
      }
    }
    if (worst === undefined) return
    const excerpt = text.slice(worst.token.start, worst.token.end)
    see('/description', excerpt, term(`lists ${worst.category}`))
    see('/description', excerpt, term(`${named} named, lists ${worst.category}`))
  },
  hits: [
    {
      tool: { name: 'chart', description: 'Chart lifecycle. Create, move, and delete charts.' },
      value: 'nothing named, lists Destructive',
    },
  ],
  misses: [
    {
      tool: { name: 'chart', description: 'Draws and styles a chart.' },
      value: 'nothing named, lists Destructive',
    },
  ],
}

type Deed = { token: Token; category: GradedCategory }

const sentenceLimit = 16
const worstFirst: readonly GradedCategory[] = ['Financial', 'Destructive', 'Execute', 'Write', 'Read']

function rank(category: GradedCategory): number {
  return worstFirst.indexOf(category)
}

/** What the name alone says is done: nothing, anything ("manage"), or one thing. */
function namedDeed({ name, verbAt, nameSense }: Reading): string {
  const verb = name[verbAt]
  if (verb === undefined || nameSense === null) return 'nothing'
  return isGeneral(verb) ? 'anything' : nameSense.category
}

const isGeneral = among('manage handle control operate perform use process administer maintain edit')

/** The deeds of a sentence that stand in a list: "create, read, move and delete". */
function listedDeeds(sentence: Sentence, text: string, reading: Reading): Deed[] {
  const { tokens, negatedFrom, negatedTo } = sentence
  const deeds: Deed[] = []
  let last = -1
  let listed = false
  const end = Math.min(tokens.length, tokenLimit)
  for (let place = 0; place < end; place++) {
    const token = tokens[place]!
    if (token.word.verb === '' || (place >= negatedFrom && place < negatedTo)) continue
    const near = last !== -1 && place - last <= reach
    if (near && isJoined(tokens[place - 1]!, token, text)) {
      if (!listed) addDeed(deeds, tokens, last, reading)
      addDeed(deeds, tokens, place, reading)
      last = place
      listed = true
    } else if (!near || !listed) {
      last = place
      listed = false
    }
  }
  return deeds
}

function addDeed(deeds: Deed[], tokens: Token[], place: number, reading: Reading): void {
  const sense = senseAt(tokens, place, reading)
  if (sense !== null) deeds.push({ token: tokens[place]!, category: sense.category })
}

const tokenLimit = 60
/** So many words may stand between two verbs of one list. */
const reach = 5

function senseAt(tokens: Token[], place: number, { server, object }: Reading): Sense | null {
  const { word } = tokens[place]!
  if (word.text === word.verb && nounsToo.has(word.text)) return null
  const { objects, origins } = objectsAfter(tokens, place)
  return senseOf(word, objects.length > 0 ? objects : object, server.world, origins)
}

export const anyRequest: Rule = {
  id: 'any-request',
  voice: 2,
  why: 'A request whose address and method the caller chooses can do whatever the other side lets it do.',
  observe: ({ parameters, name, lead }, see) => {
    let address: string | undefined
    let method: { at: string; choices: string[] } | undefined
    let body = false
    for (const { depth, words, at, choices } of parameters) {
      if (depth > 0) continue
      for (const word of words) {
        if (isAddress(word)) address ??= at
        if (word.text === 'method') method ??= { at, choices }
        if (word.text === 'body' || word.text === 'payload') body = true
      }
    }
    const fixed = name.find(isMethod)?.text
    if (method?.choices.every(choice => safe.has(choice.toUpperCase())) && method.choices.length > 0)
      see(method.at, 'method', term('only methods that read'))
    else if (method !== undefined && address !== undefined) {
      see(method.at, 'method', term('any address, any method'))
      if (body) see(method.at, 'method', term('any address, any method, a body'))
    } else if (fixed !== undefined && address !== undefined) {
      see(
        address,
        fixed,
        term(safe.has(fixed.toUpperCase()) ? 'any address, reading' : 'any address, changing'),
      )
    }
    const request = lead?.sentence.tokens.find(({ word }, place) => place < 16 && word.stem === 'request')
    if (request !== undefined && lead!.sentence.tokens.slice(0, 16).some(({ word }) => isArbitrary(word)))
      see('/description', request.word.text, term('says any request'))
    if (name.at(-1)?.text === 'request' && name.length > 1)
      see(
        '/name',
        name
          .map(({ text }) => text)
          .join(' ')
          .slice(0, 60),
        term('named a request'),
      )
  },
  hits: [
    { tool: tool('curl', ['url', 'method', 'body']), value: 'any address, any method' },
    { tool: tool('http_put', ['url']), value: 'any address, changing' },
    { tool: { name: 'x', description: 'Makes a custom request to the API.' }, value: 'says any request' },
  ],
  misses: [{ tool: tool('fetch_page', ['url']), value: 'any address, any method' }],
}

const isAddress = among('url uri endpoint path route')
const isMethod = among('get head options post put patch delete')
const safe = new Set(['GET', 'HEAD', 'OPTIONS'])
const isArbitrary = among('any arbitrary custom customizable raw generic direct directly http https graphql')

export const promptsAgent: Rule = {
  id: 'prompts-agent',
  voice: 2,
  why: 'Whoever prompts another agent lets it do whatever that agent can do.',
  observe: ({ name, verbAt, nameSense, lead, parameters }, see) => {
    const agent = name.find(isAgent)
    const said = lead?.sentence.tokens.find(({ word }, place) => place < 20 && isAgent(word))
    if (agent === undefined && said === undefined) return
    const prompt = parameters.find(({ depth, words }) => depth === 0 && words.some(isPrompt))
    const named = verbAt === -1 ? 'nothing' : (nameSense?.category ?? 'unknown')
    const excerpt = (agent ?? said!.word).text
    const at = agent === undefined ? '/description' : '/name'
    const with_ = prompt === undefined ? 'unprompted' : 'prompted'
    see(at, excerpt, term(`${named} named, ${with_}`))
    if (agent !== undefined && name.at(-1) === agent)
      see(at, excerpt, term(`${named}, an agent by name, ${with_}`))
  },
  hits: [{ tool: tool('computer_use_agent', ['task']), value: 'nothing, an agent by name, prompted' }],
  misses: [{ tool: tool('list_pages', ['site']), value: 'Read named, unprompted' }],
}

const isAgent = among('agent agents subagent autonomous copilot codex devin aider agentic')
const isPrompt = among(
  'prompt task instruction instructions message goal query objective input request question',
)

export const overwritesWhole: Rule = {
  id: 'overwrites-whole',
  why: 'To write a whole file over another is to destroy it, to add to it or to change a part is not.',
  observe: ({ sentences, name, nameSense, lead, definition, parameters }, see) => {
    const sense = (nameSense ?? lead?.sense)?.category
    if (sense !== 'Write') return
    const text = definition.description ?? ''
    const found = sentences.slice(0, 6).flatMap(overwriting)[0]
    const file = name.some(isWhole) || lead?.sentence.tokens.slice(0, 12).some(({ word }) => isWhole(word))
    const content = parameters.some(({ depth, words }) => depth === 0 && words.some(isContent))
    if (found === undefined || !file) return
    const excerpt = text.slice(found.start, found.end)
    see('/description', excerpt, term('a file or document'))
    if (content) see('/description', excerpt, term('a file or document with new content'))
  },
  hits: [
    {
      tool: { name: 'write_file', description: 'Writes a file, or overwrites one that exists.' },
      value: 'a file or document',
    },
  ],
  misses: [
    {
      tool: { name: 'write_file', description: 'Writes a file. Never overwrites one that exists.' },
      value: 'a file or document',
    },
  ],
}

const isWhole = among('file files document note page notes')
const isContent = among('content contents text body data')

function overwriting({ tokens, negatedFrom, negatedTo, section }: Sentence): Token[] {
  if (section !== 'lead' && section !== 'body') return []
  return tokens.filter(
    ({ word }, place) => word.text.startsWith('overwr') && !(place >= negatedFrom && place < negatedTo),
  )
}

function tool(name: string, parameters: string[]) {
  const properties = Object.fromEntries(parameters.map(parameter => [parameter, { type: 'string' }]))
  return { name, inputSchema: { type: 'object', properties } }
}
