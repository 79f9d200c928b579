import { hash } from 'node:crypto'
import { canonicalBytes } from './canonical-json.ts'
import type { ToolDefinition } from './types.ts'

/** `sha256:` and the SHA-256 in hex of the canonical JSON of a definition's six fields. */
export function definitionHash(definition: ToolDefinition): string {
  const { name, title, description, inputSchema, outputSchema, annotations } = definition
  const fields = { name, title, description, inputSchema, outputSchema, annotations }
  return `sha256:${hash('sha256', canonicalBytes(fields))}`
}
