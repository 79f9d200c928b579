import type { ServerContext, ToolDefinition } from '../types.ts'
import { firstOfEachMatter } from './matter.ts'
import { isPlainVerb } from './nouns-too.ts'
import { readText } from './read-text.ts'
import { splitName } from './split-name.ts'
import type { NounKind, Word } from './word.ts'

/** What the tools of one server share, read once for all of them. */
export type ServerReading = {
  name: string
  /** Words of the server's name and description, each once. */
  words: readonly Word[]
  /** The kinds of things that its name, its description or a fifth of its tools speak of, with one such word. */
  world: ReadonlyMap<NounKind, string>
  /** First words that most tools carry, such as `github` in `github_create_issue`. */
  prefixes: ReadonlySet<string>
  /** Whether its names end in their verb: `email_send`, `vm_update`. */
  verbsLast: boolean
  /** Names of the tools, to notice when one speaks of another. */
  toolNames: ReadonlySet<string>
  /** What the tools do to each object of their names, to notice what one undoes of another. */
  deeds: ReadonlyMap<string, ReadonlySet<string>>
  /** What its own words are about, by the place in `matters`, with one such word. */
  matters: ReadonlyMap<number, Word>
}

export function readServer(server: ServerContext, siblings: ToolDefinition[]): ServerReading {
  const names = siblings.map(tool => splitName(tool.name))
  const serverWords = new Set([
    ...splitName(server.name.replace(sourcePrefix, '')),
    ...wordsOf(server.description ?? ''),
  ])
  const prefixes = commonPrefixes(names, serverWords)
  const bare = names.map(words => words.filter(word => !prefixes.has(word.text)))
  const words = [...serverWords].slice(0, serverWordLimit)
  return {
    name: server.name,
    words,
    world: worldOf(names, serverWords),
    prefixes,
    verbsLast: areVerbsLast(bare),
    toolNames: new Set(siblings.map(tool => tool.name.toLowerCase())),
    deeds: deedsOf(bare),
    matters: firstOfEachMatter(words),
  }
}

function areVerbsLast(names: (readonly Word[])[]): boolean {
  let first = 0
  let last = 0
  for (const name of names) {
    if (name.length < 2) continue
    if (isPlainVerb(name[0]!)) first++
    if (isPlainVerb(name.at(-1)!)) last++
  }
  return last >= 4 && last * 2 > names.length && last > first * 2
}

function deedsOf(names: (readonly Word[])[]): Map<string, Set<string>> {
  const deeds = new Map<string, Set<string>>()
  for (const name of names) {
    const [verb] = name
    const object = stemsOf(name.slice(1))
    const known = deeds.get(object)
    const deed = verb?.verb || verb?.text || ''
    if (known === undefined) deeds.set(object, new Set([deed]))
    else known.add(deed)
  }
  return deeds
}

/** Words without what ends them: an object is the same in the plural. */
export function stemsOf(words: readonly Word[]): string {
  let stems = ''
  for (const { stem } of words) stems += stems === '' ? stem : ` ${stem}`
  return stems
}

function worldOf(names: (readonly Word[])[], serverWords: ReadonlySet<Word>): Map<NounKind, string> {
  const world = new Map<NounKind, string>()
  for (const { nounKinds, text } of serverWords) {
    for (const kind of nounKinds) if (!world.has(kind)) world.set(kind, text)
  }
  for (const [kind, { count, text }] of kindsIn(names)) {
    if (count >= 2 && count * 5 >= names.length && !world.has(kind)) world.set(kind, text)
  }
  return world
}

/** How many names speak of each kind of thing, and the last word that does. */
function kindsIn(names: (readonly Word[])[]) {
  const kinds = new Map<NounKind, { count: number; text: string; last: readonly Word[] }>()
  for (const name of names) {
    for (const { nounKinds, text } of name) {
      for (const kind of nounKinds) {
        const known = kinds.get(kind)
        if (known === undefined) kinds.set(kind, { count: 1, text, last: name })
        else {
          if (known.last !== name) known.count++
          known.last = name
          known.text = text
        }
      }
    }
  }
  return kinds
}

const serverWordLimit = 60

function wordsOf(description: string): readonly Word[] {
  return readText(description.slice(0, 1000)).flatMap(sentence => sentence.tokens.map(token => token.word))
}

/** Words that lead at least three names and more than half of all, and words of the server's own name. */
function commonPrefixes(names: (readonly Word[])[], serverWords: ReadonlySet<Word>): Set<string> {
  const counts = new Map<string, number>()
  for (const [first, second] of names) {
    if (first === undefined || second === undefined) continue
    counts.set(first.text, (counts.get(first.text) ?? 0) + 1)
  }
  const prefixes = new Set<string>()
  for (const [text, count] of counts) {
    const word = names.find(([first]) => first?.text === text)![0]!
    if (word.verb !== '' && !serverWords.has(word)) continue
    if (
      (count >= 3 && count * 2 > names.length) ||
      (serverWords.has(word) && (word.verb === '' || count >= 3))
    ) {
      prefixes.add(text)
    }
  }
  return prefixes
}

/** `npm:` and the like say where a server was found, not what it is. */
const sourcePrefix = /^[a-z]+:/
