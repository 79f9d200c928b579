import { classify, definitionHash, type ToolDefinition, type Verdict } from '../../classifier/index.ts'
import { fold } from '../protocol/fold.ts'
import { readDefinition } from './read-definition.ts'

export type KnownTool = { definition: ToolDefinition; hash: string; verdict: Verdict }

/** What a server has listed, as far as the gateway has seen it. */
export type Inventory = {
  find(name: string): KnownTool | undefined
  /** Whether a listed name is not this one and could be taken for it. */
  hasLookalike(name: string): boolean
  /** Whether a whole list has been seen, and nothing was said to have changed since. */
  isComplete(): boolean
  /**
   * Takes in a whole list, which replaces what was known, or a part of one. The verdicts are made in the light
   * of all tools that are known.
   */
  learn(tools: readonly unknown[], whole: boolean): void
  /** The server says that its list has changed. */
  expire(): void
}

export function newInventory(server: { name: string }): Inventory {
  let tools = new Map<string, { definition: ToolDefinition; known?: KnownTool }>()
  let folded = new Map<string, Set<string>>()
  let siblings: ToolDefinition[] = []
  let complete = false
  return { find, hasLookalike, isComplete: () => complete, learn, expire }

  function find(name: string): KnownTool | undefined {
    const entry = tools.get(name)
    if (entry !== undefined) entry.known ??= judge(entry.definition)
    return entry?.known
  }
  function expire(): void {
    complete = false
  }
  function hasLookalike(name: string): boolean {
    if (tools.has(name)) return false
    return (folded.get(fold(name))?.size ?? 0) > 0
  }
  function learn(page: readonly unknown[], whole: boolean): void {
    if (whole) {
      complete = true
      tools = new Map()
      folded = new Map()
    }
    for (const value of page) {
      const definition = readDefinition(value)
      if (definition === null) continue
      const { name } = definition
      tools.set(name, { definition })
      folded.set(fold(name), (folded.get(fold(name)) ?? new Set()).add(name))
    }
    // A fresh list of siblings, for verdicts are remembered by it.
    siblings = [...tools.values()].map(({ definition }) => definition)
  }
  function judge(definition: ToolDefinition): KnownTool {
    return {
      definition,
      hash: definitionHash(definition),
      verdict: classify(definition, { server, siblings }),
    }
  }
}
