import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { z } from 'zod'
import {
  capabilities,
  definitionHash,
  gradedCategories,
  severities,
  type ToolDefinition,
} from '../classifier/index.ts'
import type { LabelledTool } from '../classifier/training/index.ts'

const definitionFields = {
  server: z.string(),
  serverDescription: z.string().nullish(),
  tool: z.string(),
  title: z.string().nullish(),
  description: z.string().nullish(),
  inputSchema: z.record(z.string(), z.json()).nullish(),
  outputSchema: z.record(z.string(), z.json()).nullish(),
  annotations: z.record(z.string(), z.json()).nullish(),
}
const corpusLine = z.object({ ...definitionFields, kind: z.string().nullish() })
const labelLine = z.object({
  ...definitionFields,
  definitionHash: z.string().nullish(),
  category: z.enum([...gradedCategories, 'not-a-tool']),
  alt: z.enum([...gradedCategories, 'not-a-tool']).nullish(),
  certainty: z.enum(['sure', 'unsure']),
  capabilities: z.array(z.enum(capabilities)),
  severity: z.enum(severities).nullish(),
  second: z.object({ category: z.string() }).nullish(),
})

type CorpusLine = z.infer<typeof corpusLine>

/** The corpus by server: its definitions, and what it says of itself where that is known. */
export type Corpus = Map<string, { description: string | null; tools: ToolDefinition[] }>

/** Reads files of JSON Lines of definitions, gzipped or not. Throws with the number of the line that is broken. */
export function readCorpus(...paths: string[]): Corpus {
  const corpus: Corpus = new Map()
  for (const line of paths.flatMap(path => readLines(path, corpusLine))) {
    if (line.kind === 'peer') continue
    const server = corpus.get(line.server) ?? { description: line.serverDescription ?? null, tools: [] }
    server.tools.push(toDefinition(line))
    corpus.set(line.server, server)
  }
  return corpus
}

/**
 * Reads labels. A label file either carries the definitions, or names them by server, tool and hash; these are
 * then looked up in the corpus, and left out where it has them no more.
 */
export function readLabels(path: string, corpus: Corpus): LabelledTool[] {
  const labels: LabelledTool[] = []
  for (const line of readLines(path, labelLine)) {
    if (line.category === 'not-a-tool') continue
    const server = corpus.get(line.server)
    const siblings = server?.tools ?? []
    const description = line.serverDescription ?? server?.description
    const definition = line.definitionHash
      ? siblings.find(tool => tool.name === line.tool && definitionHash(tool) === line.definitionHash)
      : toDefinition(line)
    if (definition === undefined) continue
    const disputed = line.second && line.second.category !== line.category
    const alt = line.alt ?? (disputed ? line.second!.category : null)
    labels.push({
      server: {
        name: line.server,
        ...(description ? { description } : {}),
      },
      siblings: siblings.length > 0 ? siblings : [definition],
      definition,
      category: line.category,
      alt: gradedCategories.find(category => category === alt) ?? null,
      certainty: disputed ? 'unsure' : line.certainty,
      capabilities: line.capabilities,
      severity: line.severity ?? 'Low',
    })
  }
  return labels
}

/** Whether a server is kept out of training and of rule-making: a quarter of them, by their name alone. */
export function isHeldOut(server: string): boolean {
  const digest = createHash('sha256').update(`held-out:${server}`).digest('hex')
  return Number.parseInt(digest.slice(0, 8), 16) % 4 === 0
}

function readLines<Line>(path: string, schema: z.ZodType<Line>): Line[] {
  const bytes = readFileSync(path)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return []
    try {
      return [schema.parse(JSON.parse(line))]
    } catch (cause) {
      throw new Error(`${path}, line ${index + 1}: ${(cause as Error).message}`, { cause })
    }
  })
}

function toDefinition(line: CorpusLine | z.infer<typeof labelLine>): ToolDefinition {
  return {
    name: line.tool,
    ...(line.title ? { title: line.title } : {}),
    ...(line.description ? { description: line.description } : {}),
    ...(line.inputSchema ? { inputSchema: line.inputSchema } : {}),
    ...(line.outputSchema ? { outputSchema: line.outputSchema } : {}),
    ...(line.annotations ? { annotations: line.annotations } : {}),
  }
}
