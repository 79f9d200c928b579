import type { ToolDefinition } from '../types.ts'
import { isPlainVerb } from './nouns-too.ts'
import { among } from './per-word.ts'
import { withPhrasalVerbs } from './phrasal.ts'
import { type Promises, readPromises } from './promises.ts'
import { headFirst, type Lead, objectsAfter, readLead } from './read-lead.ts'
import { type Parameter, readSchema } from './read-schema.ts'
import type { ServerReading } from './read-server.ts'
import { readText, type Sentence } from './read-text.ts'
import { type Sense, senseOf } from './sense.ts'
import { splitName } from './split-name.ts'
import type { Word } from './word.ts'

/** A definition taken apart once, for all rules to look at. */
export type Reading = {
  definition: ToolDefinition
  server: ServerReading
  /** The name's words without the server's prefix. */
  name: readonly Word[]
  /** Place of the verb in `name`, or -1. */
  verbAt: number
  /** The words of the name that are not its verb. */
  object: readonly Word[]
  /** What the verb of the name amounts to; null also where a word within the name may be a noun: `daily_steps`. */
  nameSense: Sense | null
  title: readonly Word[]
  lead: Lead | null
  sentences: Sentence[]
  promises: Promises
  parameters: Parameter[]
  /** The parameter that selects what the tool does, where there is one. */
  selector: Parameter | null
}

export function readDefinition(definition: ToolDefinition, server: ServerReading): Reading {
  const name = withPhrasalVerbs(withoutPrefix(splitName(definition.name), server))
  const description = meantText(definition.description ?? '')
  const verbAt = elseVerb(name, verbPlace(name, server))
  const parameters = readSchema(definition.inputSchema)
  const title = definition.title ?? annotatedTitle(definition)
  const object = name.filter((_, place) => place !== verbAt)
  const sentences = readText(description)
  const lead = readLead(sentences, description, server.world)
  return {
    definition,
    server,
    name,
    verbAt,
    object,
    nameSense: nameSenseOf(name, verbAt, object, server, lead),
    title: title === undefined ? [] : splitName(title),
    lead,
    sentences,
    promises: readPromises(sentences),
    parameters,
    selector: selectorOf(parameters, description, name[verbAt]),
  }
}

function nameSenseOf(
  name: readonly Word[],
  verbAt: number,
  object: readonly Word[],
  server: ServerReading,
  lead: Lead | null,
): Sense | null {
  const verb = name[verbAt]
  if (verb === undefined) return null
  const plain = isPlainVerb(verb) || (verbAt === 0 && verb.verb === verb.text)
  if (!plain && !isDone(verb, lead)) return null
  const from = name.findIndex((word, place) => place > verbAt && word.text === 'from')
  const { world } = server
  if (lead !== null && isTakenFrom(object, verb, lead)) return lead.sense
  if (from !== -1) return senseOf(verb, headFirst(name.slice(verbAt + 1, from)), world, name.slice(from + 1))
  if (object.length === 0) return senseOf(verb, server.words.slice(0, 4), world)
  return senseOf(verb, [...headFirst(name.slice(verbAt + 1)), ...name.slice(0, verbAt).reverse()], world)
}

/** Whether the name says what the thing is taken from: `watchlist_remove` "removes a stock from a watchlist". */
function isTakenFrom(object: readonly Word[], { verb }: Word, { main, origins }: Lead): boolean {
  return (
    main?.token.word.verb === verb && object.some(({ stem }) => origins.some(origin => origin.stem === stem))
  )
}

/** Whether the first sentence shows that a word of the name is what is done: "Swaps", "Executes a token swap". */
function isDone({ verb }: Word, lead: Lead | null): boolean {
  const main = lead?.main
  if (!main) return false
  if (main.token.word.verb === verb) return true
  if (!light.has(main.token.word.verb)) return false
  return objectsAfter(lead.sentence.tokens, main.place).objects[0]?.text === verb
}

const light = new Set('execute perform make do run initiate start carry submit process'.split(' '))

/** What a generator puts where nobody wrote a description counts as none. */
function meantText(description: string): string {
  return placeholder.test(description) ? '' : description
}

const placeholder =
  /^\s*(?:(?:no )?description(?: is)?(?: not)?(?: available| provided)?|deploy server\b.*\bplayground\b.*|n\/a|todo|none)\W*$/is

function annotatedTitle({ annotations }: ToolDefinition): string | undefined {
  return typeof annotations?.title === 'string' ? annotations.title : undefined
}

function withoutPrefix(words: readonly Word[], server: ServerReading): readonly Word[] {
  const controller = words.findIndex(word => word.text === 'controller')
  let start = controller > 0 && controller < words.length - 1 ? controller + 1 : 0
  while (start < words.length - 1 && server.prefixes.has(words[start]!.text)) start++
  const end = words.length - 1 > start && suffixes.has(words.at(-1)!.text) ? words.length - 1 : words.length
  return start === 0 && end === words.length ? words : words.slice(start, end)
}

const suffixes = new Set(['tool', 'function', 'action', 'v1', 'v2', 'v3', 'mcp'])

/**
 * The verb stands first, or last as in `mysql-start` and `users.list`, or somewhere between. A first word that
 * can be a noun as well gives way where the last word says that it is one: `order_status`, `trade_history`; and
 * so does a bent form, as in `deleted_files_find`. A server that puts its verbs last does so throughout.
 */
function verbPlace(name: readonly Word[], server: ServerReading): number {
  const last = name.length - 1
  if (name.length === 0) return -1
  if (server.verbsLast && name[last]!.verb === name[last]!.text) return last
  if (last > 1 && name[last]!.text === 'get') return last
  if (isPlainVerb(name[0]!)) return 0
  if (last > 0 && isAside(name[last]!)) return last
  const plain = name.findIndex(isPlainVerb)
  if (plain !== -1) return plain
  const base = name.findIndex(word => word.verb !== '' && word.verb === word.text)
  return base === -1 ? name.findIndex(word => word.verb !== '') : base
}

/** `get_or_create_label` creates: what is done where nothing was found is the deed. */
function elseVerb(name: readonly Word[], verbAt: number): number {
  const other = name[verbAt + 2]
  const found = name[verbAt]?.verbKinds[0] === 'look' && name[verbAt + 1]?.text === 'or'
  return found && other !== undefined && isPlainVerb(other) ? verbAt + 2 : verbAt
}

const isAside = among('info information details status history list overview summary stats get search')

/** What "checks" or "lists" does not do what one of its parameters names: that one is a filter. */
function selectorOf(parameters: Parameter[], description: string, verb: Word | undefined): Parameter | null {
  if (verb !== undefined && onlyLooks(verb)) return null
  return parameters.find(isSelector) ?? selectorInText(parameters, description)
}

const onlyLooks = among('check list count find describe validate compare estimate')

/** A parameter whose listed values are mostly verbs, or that is named for what it selects. */
function isSelector(parameter: Parameter): boolean {
  if (parameter.depth > 0 || parameter.choices.length < 2) return false
  if (parameter.choices.every(choice => httpMethods.has(choice.toUpperCase()))) return false
  const verbs = parameter.choices.filter(choice => splitName(choice).some(word => word.verb !== '')).length
  return isNamedSelector(parameter) && verbs * 2 >= parameter.choices.length
}

/** A selecting parameter whose values stand in prose alone: "action: One of 'list', 'create', 'drop'". */
function selectorInText(parameters: Parameter[], description: string): Parameter | null {
  const parameter = parameters.find(parameter => parameter.depth === 0 && isNamedSelector(parameter))
  if (parameter === undefined) return null
  const own = listedValues(parameter.description)
  const start = description.search(
    new RegExp(`\\b${parameter.words.at(-1)!.text}\\b\\W{0,4}(?:\\w+\\W+){0,8}?['"\`]`, 'i'),
  )
  const choices =
    own.length > 1 ? own : start === -1 ? [] : listedValues(description.slice(start, start + 400))
  return choices.length > 1 ? { ...parameter, choices } : null
}

/** The quoted words of a text, up to the end of their line. */
function listedValues(text: string): string[] {
  return [...(text.split('\n')[0] ?? '').matchAll(/['"`]([\w-]{2,40})['"`]/g)].map(match => match[1]!)
}

/** They say how an address is called, not what the tool does. */
const httpMethods = new Set('GET HEAD OPTIONS POST PUT PATCH DELETE'.split(' '))

function isNamedSelector({ words }: Parameter): boolean {
  return words.length > 0 && isSelectorName(words.at(-1)!)
}

const isSelectorName = among(
  'action actions operation op method command cmd mode task verb subcommand function tool',
)
