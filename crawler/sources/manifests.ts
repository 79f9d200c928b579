import { parse as parseToml } from 'smol-toml'
import { z } from 'zod'
import { isPackageId, npmId, pypiId } from '../identity/ids.ts'
import { line, parseJson } from './lenient.ts'
import { readServerJson } from './read-server-json.ts'

/** Files in which a project says who it is. */
export const manifestNames = ['package.json', 'pyproject.toml', 'server.json'] as const

/** What a folder's manifests say of the server in it; `ids` are the packages and names that it calls its own. */
export type Folder = { ids: string[]; version: string | undefined; description: string | undefined }

const dependencies = z.record(z.string(), z.unknown()).catch({})
const packageJson = z.object({
  name: z.string().catch(''),
  version: z.string().max(100).optional().catch(undefined),
  description: line(1000),
  private: z.boolean().catch(false),
  dependencies,
})
const project = z.object({
  name: z.string().catch(''),
  version: z.string().max(100).optional().catch(undefined),
  description: line(1000),
  dependencies: z.array(z.string()).catch([]),
})
const pyproject = z.object({
  project: project.optional().catch(undefined),
  tool: z
    .object({
      poetry: z
        .object({ name: z.string().catch(''), version: z.string().max(100).optional(), dependencies })
        .optional(),
    })
    .optional()
    .catch(undefined),
})

/** What makes a project a server: it says so, or it is built with a library that serves. Null where nothing does. */
export function readFolder(files: ReadonlyMap<string, Uint8Array>): Folder | null {
  const said = [
    readPackageJson(files.get('package.json')),
    readPyproject(files.get('pyproject.toml')),
    readOwnServerJson(files.get('server.json')),
  ].filter(one => one !== null)
  if (said.length === 0) return null
  return {
    ids: [...new Set(said.flatMap(({ ids }) => ids))],
    version: said.find(({ version }) => version !== undefined)?.version,
    description: said.find(({ description }) => description !== undefined)?.description,
  }
}

function readPackageJson(file: Uint8Array | undefined): Folder | null {
  const { success, data } = packageJson.safeParse(parseJson(file))
  if (!success) return null
  const serves = Object.keys(data.dependencies).some(name =>
    /^(?:@modelcontextprotocol\/(?:sdk|server|node|express|hono)|fastmcp|mcp-framework|xmcp|mcp-handler)$/.test(
      name,
    ),
  )
  const id = data.private ? null : npmId(data.name)
  return serves
    ? { ids: id === null ? [] : [id], version: data.version, description: data.description }
    : null
}

function readPyproject(file: Uint8Array | undefined): Folder | null {
  const { success, data } = pyproject.safeParse(parse(file))
  if (!success) return null
  const { project: own, tool } = data
  const poetry = tool?.poetry
  const needed = [...(own?.dependencies ?? []), ...Object.keys(poetry?.dependencies ?? {})]
  if (!needed.some(text => /^(?:mcp|fastmcp)(?![\w.-])/i.test(text.trim()))) return null
  const id = pypiId(own?.name || poetry?.name || '')
  const version = own?.version ?? poetry?.version
  return { ids: id === null ? [] : [id], version, description: own?.description }
}

function readOwnServerJson(file: Uint8Array | undefined): Folder | null {
  const found = readServerJson(parseJson(file))
  if (found === null) return null
  const { id, aliases, version, description } = found
  const ids = [id, ...aliases].filter(one => isPackageId(one) || one.startsWith('registry:'))
  return { ids, version, description }
}

function parse(file: Uint8Array | undefined): unknown {
  try {
    return parseToml(new TextDecoder().decode(file))
  } catch {
    return null
  }
}
