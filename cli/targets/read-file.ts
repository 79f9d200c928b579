import { readAnyConfiguration, readDefinitions } from '../../crawler/index.ts'
import { openText } from '../open-text.ts'
import type { ReadTarget } from '../read-target.ts'
import { readConfigured } from './read-configured.ts'

/** Reads a file of tool definitions, gzipped or not, or a client's configuration. */
export async function readFile(
  { path, run }: { path: string; run: boolean },
  timeout: number,
): Promise<ReadTarget> {
  const source = openText(path)
  const text = await source.all()
  const configured = source.isLines ? null : await readAnyConfiguration(text, path).catch(() => null)
  if (configured !== null) return readConfigured(configured, { run, timeout })
  return readDefinitions(text, source.name)
}
