import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { openCatalogueForReading } from '../catalogue/index.ts'
import { definitionHash } from '../classifier/index.ts'
import { readDefinitions } from '../crawler/index.ts'

// How long a corpus takes to get into a catalogue and out again, and that it comes out as it went in: every
// definition under its server, and a second round through a new catalogue gives the same bytes.

const { values } = parseArgs({
  options: { corpus: { type: 'string', default: '../shared/corpus/tools.jsonl.gz' } },
})
if (existsSync(values.corpus)) await bench(values.corpus)
else console.log(`There is no corpus at ${values.corpus}: name one with --corpus FILE.`)

async function bench(corpus: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'placard-bench-'))
  const place = (name: string) => join(folder, name)
  try {
    console.log(`import: ${placard('import', corpus, '--catalogue', place('one.sqlite'))} s`)
    console.log(await compare(corpus, place('one.sqlite')))
    console.log(
      `label and export: ${placard('export', place('one.jsonl.gz'), '--catalogue', place('one.sqlite'))} s`,
    )
    console.log(
      `import again: ${placard('import', place('one.jsonl.gz'), '--catalogue', place('two.sqlite'))} s`,
    )
    placard('export', place('two.jsonl.gz'), '--catalogue', place('two.sqlite'))
    const other = firstDifference(place('one.jsonl.gz'), place('two.jsonl.gz'))
    console.log(other ?? 'the second export is the same, byte for byte')
    if (other !== null) process.exitCode = 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function firstDifference(one: string, two: string): string | null {
  const [bytes, others] = [readFileSync(one), readFileSync(two)]
  if (bytes.equals(others)) return null
  const [lines, same] = [bytes, others].map(packed => gunzipSync(packed).toString('utf8').split('\n'))
  const at = lines!.findIndex((line, index) => line !== same![index])
  return `line ${at + 1} is\n${same![at]}\ninstead of\n${lines![at]}`
}

/** Runs the command and returns the seconds it took. */
function placard(...words: string[]): string {
  const start = performance.now()
  const { status, stderr } = spawnSync(process.execPath, ['cli/placard.mjs', ...words], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`placard ${words.join(' ')}: ${stderr}`)
  return ((performance.now() - start) / 1000).toFixed(1)
}

async function compare(corpus: string, path: string): Promise<string> {
  const bytes = readFileSync(corpus)
  const text = (corpus.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  const { servers } = await readDefinitions(text, 'corpus')
  const catalogue = openCatalogueForReading(path)
  let wrong = 0
  let tools = 0
  for (const { server, tools: definitions } of servers) {
    const kept = catalogue.tools(server.id).map(row => row.definitionHash)
    tools += definitions.length
    if (String(kept) !== String(definitions.map(definitionHash))) wrong += 1
  }
  catalogue.close()
  if (wrong > 0) process.exitCode = 1
  return `${tools} tools of ${servers.length} servers, ${wrong} servers with other tools than in the file`
}
