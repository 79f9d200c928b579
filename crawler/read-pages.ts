import type { Client } from '@modelcontextprotocol/client'
import { z } from 'zod'
import type { ToolDefinition } from '../classifier/index.ts'
import { CannotList } from './failure.ts'
import { readTool } from './read-tool.ts'

/** The first so many tools of a server are kept; a problem says so where there were more. */
export const toolLimit = 5_000
/** So many pages are asked for at most; a problem says so where there were more. */
export const pageLimit = 500
const problemLimit = 50

const page = z.looseObject({ tools: z.array(z.unknown()), nextCursor: z.string().nullish() })

export type Tools = { tools: ToolDefinition[]; problems: string[] }

/**
 * Every page of `tools/list`, each tool read for itself. `takeTools` gives the tools of the page that came
 * last, as the server sent them (see `keepToolsAside`).
 */
export async function readPages(
  client: Client,
  takeTools: () => unknown,
  options: { signal: AbortSignal; timeout: number },
): Promise<Tools> {
  const result: Tools = { tools: [], problems: [] }
  const cursors = new Set<string>()
  const pages = new Set<string>()
  let cursor: string | undefined
  let seen = 0
  for (let number = 1; ; number++) {
    const answer = await askForPage(client, cursor, takeTools, options)
    // The cursor repeats or the page does: a server that does not understand cursors sends its first page for ever.
    const names = namesOf(answer.tools)
    if (number > 1 && pages.has(names)) return say(result, 'its pages repeat; each was read once')
    pages.add(names)
    for (const value of answer.tools) {
      if (result.tools.length === toolLimit)
        return say(result, `it lists more than ${toolLimit} tools; the first ${toolLimit} were kept`)
      seen += 1
      const { tool, problems } = readTool(value, `tool ${seen}`)
      if (tool !== null) result.tools.push(tool)
      for (const problem of problems) say(result, problem)
    }
    if (!answer.nextCursor) return result
    if (cursors.has(answer.nextCursor)) return say(result, 'its pages repeat; each was read once')
    if (number === pageLimit) return say(result, `it has more than ${pageLimit} pages; the rest was not read`)
    cursor = answer.nextCursor
    cursors.add(cursor)
  }
}

async function askForPage(
  client: Client,
  cursor: string | undefined,
  takeTools: () => unknown,
  options: { signal: AbortSignal; timeout: number },
): Promise<z.infer<typeof page>> {
  const params = cursor === undefined ? {} : { params: { cursor } }
  const answer = await client.request({ method: 'tools/list', ...params }, z.looseObject({}), options)
  const parsed = page.safeParse({ ...answer, tools: takeTools() })
  if (parsed.success) return parsed.data
  throw new CannotList('not-mcp', 'answered tools/list with something that is not a list of tools')
}

function say(result: Tools, problem: string): Tools {
  if (result.problems.length < problemLimit) result.problems.push(problem)
  else if (result.problems.length === problemLimit)
    result.problems.push('there were more problems like these')
  return result
}

function namesOf(tools: unknown[]): string {
  return JSON.stringify(tools.map(tool => (tool as { name?: unknown } | null)?.name).map(String))
}
