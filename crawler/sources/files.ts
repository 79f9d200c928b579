import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { cleanText } from '../clean-text.ts'
import { CannotList } from '../failure.ts'
import { kindOf } from '../identity/ids.ts'
import { readDefinitions } from '../read-definitions.ts'
import { present } from './lenient.ts'
import type { Found, Place, Source } from './source.ts'

/** Bytes that a file may unpack to. */
const unpackedLimit = 1024 * 1024 * 1024

/**
 * Files of tool definitions, gzipped or not: `tools/list` results, lists of tools, JSON Lines. What they hold
 * was published by whoever wrote them.
 */
export function filesSource(paths: string[]): Source {
  return {
    id: 'files',
    title: 'files of tool definitions',
    async *discover() {
      for (const path of paths) {
        const { servers, problems } = readDefinitions(readText(path), nameOf(path))
        const found = servers.map(({ server, tools }): Found => {
          const { id, name, version, description, homepage, repository } = server
          const facts = present({ version: version || undefined, description, homepage, repository })
          return {
            id,
            aliases: [],
            claims: [],
            name,
            ...facts,
            status: 'active',
            places: placesOf(id),
            published: tools,
          }
        })
        yield {
          found,
          problems: problems.map(problem => `${path}: ${problem}`),
          state: {},
          total: found.length,
        }
      }
    },
  }
}

function readText(path: string): string {
  try {
    const bytes = readFileSync(path)
    const packed = bytes[0] === 0x1f && bytes[1] === 0x8b
    return (packed ? gunzipSync(bytes, { maxOutputLength: unpackedLimit }) : bytes).toString('utf8')
  } catch (cause) {
    throw new CannotList('not-readable', `cannot be read: ${path} (${(cause as Error).message})`, { cause })
  }
}

function nameOf(path: string): string {
  return cleanText(basename(path).replace(/(?:\.(?:json|jsonl|ndjson))?(?:\.gz)?$/i, ''))
}

/** A file of definitions may name packages that can be read as well. */
function placesOf(id: string): Place[] {
  const name = id.slice(id.indexOf(':') + 1)
  const kind = kindOf(id)
  return kind === 'npm' || kind === 'pypi' ? [{ kind, package: name }] : []
}
