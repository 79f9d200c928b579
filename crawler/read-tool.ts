import { z } from 'zod'
import { canonicalJson, type ToolDefinition } from '../classifier/index.ts'
import { cleanText } from './clean-text.ts'

/** One definition of any size beyond this is not a description of a tool. In bytes of JSON. */
export const definitionLimit = 512 * 1024

const plainObject = z.custom<{ [key: string]: never }>(
  value => typeof value === 'object' && value !== null && !Array.isArray(value),
  'is not an object',
)
const definition = z.object({
  name: z.string().min(1),
  title: z.string().optional(),
  description: z.string().optional(),
  inputSchema: plainObject.optional(),
  outputSchema: plainObject.optional(),
  annotations: plainObject.optional(),
})

/**
 * The tool definition that a stranger's value holds, and what had to be left out of it. Only a usable name
 * is needed: a tool must not stay unlabelled because its title is a number. `where` names the value in
 * problems, such as `tool 3`.
 */
export function readTool(value: unknown, where: string): { tool: ToolDefinition | null; problems: string[] } {
  const parsed = definition.safeParse(withoutNulls(value))
  if (parsed.success) return fitting(parsed.data, where, [])
  const fields = new Set(parsed.error.issues.map(issue => String(issue.path[0] ?? '')))
  if (fields.has('')) return { tool: null, problems: [`${where} was left out: it is not an object`] }
  if (fields.has('name')) return { tool: null, problems: [`${where} was left out: it has no name`] }
  const rest = Object.entries(value as object).filter(([key]) => !fields.has(key))
  const tool = definition.parse(withoutNulls(Object.fromEntries(rest)))
  const problem = `${where} (${quote(tool.name)}): its ${[...fields].join(' and ')} cannot be read`
  return fitting(tool, where, [problem])
}

function fitting(
  { name, title, description, inputSchema, outputSchema, annotations }: z.infer<typeof definition>,
  where: string,
  problems: string[],
): { tool: ToolDefinition | null; problems: string[] } {
  const tool: ToolDefinition = {
    name,
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(inputSchema === undefined ? {} : { inputSchema }),
    ...(outputSchema === undefined ? {} : { outputSchema }),
    ...(annotations === undefined ? {} : { annotations }),
  }
  const reason = tooMuch(tool)
  if (reason === null) return { tool, problems }
  return { tool: null, problems: [...problems, `${where} (${quote(name)}) was left out: ${reason}`] }
}

function tooMuch(tool: ToolDefinition): string | null {
  try {
    const bytes = Buffer.byteLength(canonicalJson(tool))
    if (bytes <= definitionLimit) return null
    return `its definition has ${Math.ceil(bytes / 1024)} KiB, more than ${definitionLimit / 1024}`
  } catch (error) {
    return `its definition is ${(error as Error).message}`
  }
}

/** Some servers and files say null for what they do not have. */
function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null))
}

function quote(name: string): string {
  return `“${cleanText(name, 60)}”`
}
