import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { readDefinitions } from '../../crawler/index.ts'
import { type ReadTarget, readText } from '../read-target.ts'

/** Reads a file of tool definitions, gzipped or not, or a client's configuration. */
export async function readFile(
  { path, run }: { path: string; run: boolean },
  timeout: number,
): Promise<ReadTarget> {
  const text = path.endsWith('.gz') ? gunzipSync(readFileSync(path)).toString('utf8') : readText(path)
  return readDefinitions(text, serverNameOf(path))
}

function serverNameOf(path: string): string {
  return path === '-' ? 'stdin' : basename(path).replace(/\.(?:json|jsonl|ndjson)(?:\.gz)?$/i, '')
}
