import { z } from 'zod'
import type { ToolDefinition } from '../../classifier/index.ts'

const plainObject = z.custom<{ [key: string]: never }>(
  value => typeof value === 'object' && value !== null && !Array.isArray(value),
)
const schema = z.object({
  name: z.string().min(1),
  title: z.string().exactOptional(),
  description: z.string().exactOptional(),
  inputSchema: plainObject.exactOptional(),
  outputSchema: plainObject.exactOptional(),
  annotations: plainObject.exactOptional(),
})

/** The definition of a tool as a server lists it, with nulls as left out; null where it is none. */
export function readDefinition(value: unknown): ToolDefinition | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const present = Object.entries(value).filter(([, member]) => member !== null)
  const parsed = schema.safeParse(Object.fromEntries(present))
  return parsed.success ? parsed.data : null
}
