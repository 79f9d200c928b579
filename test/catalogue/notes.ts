import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import {
  type Catalogue,
  type How,
  type Listing,
  openCatalogue,
  type ServerIdentity,
} from '../../catalogue/index.ts'
import { definitionHash, type ToolDefinition, type Verdict } from '../../classifier/index.ts'

export const first = '2026-01-01T00:00:00.000Z'
export const second = '2026-02-01T00:00:00.000Z'
export const third = '2026-03-01T00:00:00.000Z'
export const server: ServerIdentity = {
  id: 'npm:notes',
  name: 'notes',
  version: '1.0.0',
  description: 'Keeps notes.',
}
export const readNote: ToolDefinition = { name: 'read_note', description: 'Reads one note.' }
export const deleteNote: ToolDefinition = { name: 'delete_note', inputSchema: { type: 'object' } }
export const shareNote: ToolDefinition = { name: 'share_note', description: 'Sends a note to somebody.' }

/** The path of a file that is not there yet, in a folder that is gone after the test. */
export function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'placard-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'catalogue.sqlite')
}

export function open(path = newPath()): Catalogue {
  const catalogue = openCatalogue(path)
  onTestFinished(() => catalogue.close())
  return catalogue
}

export function listing(
  tools: ToolDefinition[],
  at = first,
  identity = server,
  how: How = 'listed',
): Listing {
  return { server: identity, how, at, tools }
}

export function names(catalogue: Catalogue, id = server.id): string[] {
  return catalogue.tools(id).map(tool => tool.definition.name)
}

export function verdict(
  tool: ToolDefinition,
  category: Verdict['category'] = 'Read',
  classifier = 'one',
): Verdict {
  const hints = { claimed: {}, suggested: {}, findings: [] }
  const definition = { name: tool.name, definitionHash: definitionHash(tool) }
  const rest = {
    confidence: 0.9,
    graded: true,
    capabilities: [],
    modes: [],
    evidence: [],
    capabilityEvidence: [],
    poison: [],
    summary: '',
  }
  return { ...definition, ...rest, category, risk: 'Read', severity: 'Low', hints, classifier }
}
