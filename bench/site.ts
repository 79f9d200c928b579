import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { buildSite, checkLinks } from '../site/index.ts'
import { changeOneInAHundred } from './corpus-catalogue.ts'

// How fast the site is built, in one run beside what could make it faster: a bare loop that writes the same bytes, and
// Hugo with as many pages of about the same size. Then again with one server in a hundred changed. Speeds of machines
// differ and drift; ratios hold.
// npm run bench:site -- [--corpus FILE] [--tools N] [--work DIRECTORY] [--links] [--alone: nothing beside it]
const { values } = parseArgs({
  options: {
    corpus: { type: 'string', default: '../shared/corpus/tools.jsonl.gz' },
    tools: { type: 'string' },
    work: { type: 'string', default: 'out' },
    links: { type: 'boolean', default: false },
    alone: { type: 'boolean', default: false },
  },
})
if (existsSync(values.corpus)) await bench(values.corpus)
else console.log(`There is no corpus at ${values.corpus}: name one with --corpus FILE.`)

async function bench(corpus: string): Promise<void> {
  mkdirSync(values.work, { recursive: true })
  const work = mkdtempSync(join(values.work, '.site-bench-'))
  const cataloguePath = join(work, 'catalogue.sqlite')
  const outDirectory = join(work, 'site')
  try {
    writeCatalogue(corpus, cataloguePath)
    const whole = await timed(() => buildSite({ cataloguePath, outDirectory }))
    const { tools, servers, files } = whole.result
    const pages = tools + servers
    console.log(
      `${servers} servers, ${tools} tools: ${files} files in ${seconds(whole.time)} of ${availableParallelism()} processors (${seconds(whole.work)} of work), ${perSecond(pages, whole.time)} pages a second, at most ${memory()} of memory`,
    )
    changeOneInAHundred(cataloguePath)
    const some = await timed(() => buildSite({ cataloguePath, outDirectory }))
    console.log(
      `with ${some.result.made} servers changed or told of others that were: ${some.result.files} files in ${seconds(some.time)} (${seconds(some.work)} of work), ${percent(some.time / whole.time)} of that (${percent(some.work / whole.work)} of the work)`,
    )
    if (!values.alone) benchOthers(work, pages, outDirectory)
    if (values.links) {
      const { dead, links } = await checkLinks(outDirectory)
      console.log(`${links} links, ${dead.length} dead`)
    }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** In a process of its own: what that takes is not to count as the build's. */
function writeCatalogue(corpus: string, to: string): void {
  const tools = values.tools ? ['--tools', values.tools] : []
  const writer = join(import.meta.dirname, 'write-corpus-catalogue.ts')
  const { status } = spawnSync(process.execPath, [writer, '--corpus', corpus, '--to', to, ...tools], {
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error('The catalogue could not be written.')
}

function benchOthers(work: string, pages: number, site: string): void {
  const bare = writeAgain(site, join(work, 'bare'))
  console.log(
    `a bare loop writes the same bytes (${Math.round(bare.bytes / 1e6)} MB) in ${seconds(bare.time)}: ${perSecond(pages, bare.time)} pages a second`,
  )
  benchHugo(work, pages, site)
}

function writeAgain(from: string, to: string): { time: number; bytes: number } {
  let time = 0
  let bytes = 0
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    const content = readFileSync(file)
    bytes += content.length
    const start = performance.now()
    const target = join(to, relative(from, file))
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, content)
    time += performance.now() - start
  }
  return { time, bytes }
}

/** Hugo makes a page of each of as many texts, with one template; half of a page of ours is text that differs. */
function benchHugo(work: string, pages: number, site: string): void {
  const { error, stdout } = spawnSync('hugo', ['version'], { encoding: 'utf8' })
  if (error) {
    console.log('Hugo is not here, so it was not measured (Debian has it: apt-get install hugo).')
    return
  }
  const folder = join(work, 'hugo')
  const page = readFileSync(join(site, '404.html'), 'utf8')
  const frame = page
    .replace(/<main[\s\S]*<\/main>/, '<main>{{ .Content }}</main>')
    .replace(/<title>[^<]*/, '<title>{{ .Title }}')
  mkdirSync(join(folder, 'layouts/_default'), { recursive: true })
  mkdirSync(join(folder, 'content/tools'), { recursive: true })
  writeFileSync(
    join(folder, 'config.toml'),
    'baseURL = "http://site.invalid/"\ndisableKinds = ["taxonomy", "term", "RSS", "sitemap"]\n',
  )
  for (const layout of ['single', 'list'])
    writeFileSync(join(folder, `layouts/_default/${layout}.html`), frame)
  for (let at = 0; at < pages; at += 1)
    writeFileSync(
      join(folder, `content/tools/tool-${at}.md`),
      `---\ntitle: Tool ${at}\n---\n${paragraphs(at)}`,
    )
  const start = performance.now()
  const { status } = spawnSync('hugo', ['--quiet'], { cwd: folder, stdio: 'inherit' })
  const time = performance.now() - start
  console.log(
    status === 0
      ? `${stdout.split(' ').slice(0, 2).join(' ')} makes ${pages} pages of Markdown in ${seconds(time)}: ${perSecond(pages, time)} pages a second`
      : 'Hugo did not finish.',
  )
}

function paragraphs(seed: number): string {
  return Array.from(
    { length: 24 },
    (_, at) =>
      `Paragraph ${seed} ${at} of a page. ${'Some words of a text, *told* with `code`. '.repeat(12)}`,
  ).join('\n\n')
}

async function timed<Result>(
  work: () => Promise<Result>,
): Promise<{ result: Result; time: number; work: number }> {
  const before = process.cpuUsage()
  const start = performance.now()
  const result = await work()
  const { user, system } = process.cpuUsage(before)
  return { result, time: performance.now() - start, work: (user + system) / 1000 }
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`
}

function perSecond(count: number, milliseconds: number): number {
  return Math.round((1000 * count) / milliseconds)
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`
}

/** The most that the process has ever held. */
function memory(): string {
  return `${Math.round(process.resourceUsage().maxRSS / 1024)} MB`
}
