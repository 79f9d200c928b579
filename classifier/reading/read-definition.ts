import type { ToolDefinition } from '../types.ts'
import { type Parameter, readSchema } from './read-schema.ts'
import type { ServerReading } from './read-server.ts'
import { readText, type Sentence } from './read-text.ts'
import { splitName } from './split-name.ts'
import type { Word } from './word.ts'

/** A definition taken apart once, for all rules to look at. */
export type Reading = {
  definition: ToolDefinition
  server: ServerReading
  /** The name's words without the server's prefix. */
  name: Word[]
  /** Place of the verb in `name`, or -1. */
  verbAt: number
  /** The words of the name that are not its verb. */
  object: Word[]
  title: Word[]
  sentences: Sentence[]
  parameters: Parameter[]
  /** The parameter that selects what the tool does, where there is one. */
  selector: Parameter | null
}

export function readDefinition(definition: ToolDefinition, server: ServerReading): Reading {
  const name = withoutPrefix(splitName(definition.name), server)
  const description = meantText(definition.description ?? '')
  const verbAt = verbPlace(name)
  const parameters = readSchema(definition.inputSchema)
  const title = definition.title ?? annotatedTitle(definition)
  return {
    definition,
    server,
    name,
    verbAt,
    object: name.filter((_, place) => place !== verbAt),
    title: title === undefined ? [] : splitName(title),
    sentences: readText(description),
    parameters,
    selector: parameters.find(isSelector) ?? selectorInText(parameters, description),
  }
}

/** What a generator puts where nobody wrote a description counts as none. */
function meantText(description: string): string {
  return placeholder.test(description) ? '' : description
}

const placeholder =
  /^\s*(?:(?:no )?description(?: is)?(?: not)?(?: available| provided)?|deploy server\b.*\bplayground\b.*|n\/a|todo|none)\W*$/is

function annotatedTitle({ annotations }: ToolDefinition): string | undefined {
  return typeof annotations?.title === 'string' ? annotations.title : undefined
}

function withoutPrefix(words: Word[], server: ServerReading): Word[] {
  let start = 0
  while (start < words.length - 1 && server.prefixes.has(words[start]!.text)) start++
  const end = words.length - 1 > start && suffixes.has(words.at(-1)!.text) ? words.length - 1 : words.length
  return start === 0 && end === words.length ? words : words.slice(start, end)
}

const suffixes = new Set(['tool', 'function', 'action', 'v1', 'v2', 'v3', 'mcp'])

/**
 * The verb stands first, or last as in `mysql-start` and `users.list`, or somewhere between. A first word that
 * can be a noun as well gives way where the last word says that it is one: `order_status`, `trade_history`.
 */
function verbPlace(name: Word[]): number {
  const last = name.length - 1
  if (name.length === 0) return -1
  if (name[0]!.verb !== '' && !nounsToo.has(name[0]!.text)) return 0
  if (last > 0 && asideWords.has(name[last]!.text)) return last
  const plain = name.findIndex(word => word.verb !== '' && !nounsToo.has(word.text))
  if (plain !== -1) return plain
  return name.findIndex(word => word.verb !== '')
}

const asideWords = new Set(
  'info information details status history list overview summary stats get search'.split(' '),
)
const nounsToo = new Set(
  'order trade message comment post call report log test run issue record file note bid charge email mail invite key bill play process release schedule service short address campaign capture claim contact design deposit event forward index input link map model monitor mute position pin plan project rank research review sample scan share sort stage stake swap tag task text trace transfer vote book cache chat state status query stream stock bookmark branch cover cut echo head help match mint mouse notes output page pool power prompt quote react report roll score seed session star summary table tap template tip token touch train type value watch work workflow automate control command chart'.split(
    ' ',
  ),
)

/** A parameter whose listed values are mostly verbs, or that is named for what it selects. */
function isSelector(parameter: Parameter): boolean {
  if (parameter.depth > 0 || parameter.choices.length < 2) return false
  const verbs = parameter.choices.filter(choice => splitName(choice).some(word => word.verb !== '')).length
  const name = parameter.words.at(-1)?.text ?? ''
  return selectorNames.has(name) && verbs * 2 >= parameter.choices.length
}

/** A selecting parameter whose values stand in prose alone: "action: One of 'list', 'create', 'drop'". */
function selectorInText(parameters: Parameter[], description: string): Parameter | null {
  const parameter = parameters.find(
    ({ depth, words }) => depth === 0 && selectorNames.has(words.at(-1)?.text ?? ''),
  )
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

const selectorNames = new Set(
  'action actions operation op method command cmd mode task verb subcommand function tool'.split(' '),
)
