import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Command, Option } from 'commander'
import type { Catalogue, How } from '../../catalogue/index.ts'
import { endWithReader, interrupted, say, watchInterrupts, wholeNumber } from '../line.ts'
import type { Progress } from '../output/progress.ts'
import { safeText } from '../output/safe-text.ts'
import type { CrawlCommandOptions } from './crawl.ts'

type Place = { catalogue: string }

/** Adds `placard crawl`, `import` and `export`. Exit codes: 0 done, 2 not done, 130 ended by Ctrl+C. */
export function addCatalogueCommands(program: Command): void {
  addPlace(program.command('crawl'))
    .description('find servers at their sources, and read the tools of those that are new or have changed')
    .option('--source <names...>', 'which sources to ask; --help of this command names them', ['list'])
    .option(
      '--registry <origin>',
      'a registry to ask in place of the official one, such as https://mcp.example',
    )
    .option('--limit <n>', 'read at most n servers', wholeNumber)
    .option('--run', 'also install packages without their scripts, and ask them in a sandbox', false)
    .option('--retry', 'try what failed before again now, instead of later', false)
    .option('--refresh', 'read what is known in its present version again', false)
    .option('--timeout <seconds>', 'how long one server may take', wholeNumber, 180)
    .addHelpText('after', crawlHelp)
    .action(runCrawl)
  addPlace(program.command('import'))
    .description('put the tools of files into the catalogue')
    .argument('<files...>', 'what "placard export" wrote, or definitions as "placard classify" reads them')
    .addOption(
      new Option('--how <way>', 'how tools were seen whose line does not say it')
        .choices(['published', 'extracted', 'listed'])
        .default('published'),
    )
    .action(runImport)
  addPlace(program.command('export'))
    .description('write the catalogue as one file, labels included')
    .argument('[file]', 'ends in .jsonl.gz, .jsonl or .sqlite, or is "-"', 'catalogue.jsonl.gz')
    .action(runExport)
}

function addPlace(command: Command): Command {
  return command.option('--catalogue <file>', 'the catalogue', 'out/placard.sqlite')
}

const crawlHelp = `
Sources:
  list        data/servers.json
  registry    the official MCP Registry, or with --registry ORIGIN another with its interface
  github      repositories on GitHub; with a token in GITHUB_TOKEN more of them, and by their code
  npm-search  packages on npm that call themselves MCP servers
  docker      Docker's catalogue, with the tools that it publishes
  toolsdk     the catalogue of toolsdk.ai, likewise
  npm, pypi, oci, mcpb
              what registries and bundles say of packages that the others have named
  repositories
              what repositories on GitHub say of the servers in them; likewise
  all         every one of these
  clients     what the configurations of your own clients name, without their secrets
Nothing of a server runs unless --run is given; servers at an address are asked for their tools, without credentials.
A crawl that was ended, in whatever way, goes on where it was when it is started again. A server that failed is tried
again later and later.`

async function runCrawl(options: CrawlCommandOptions & Place): Promise<void> {
  const { crawlSources } = await import('./crawl.ts')
  const { crawlCounts, crawlReportLines } = await import('../output/crawl-report.ts')
  await withCatalogue(options, async (catalogue, progress, signal) => {
    const report = await crawlSources(catalogue, options.catalogue, options, progress, signal)
    progress.close()
    for (const line of crawlReportLines(report)) say(line)
    say(`${report.seen} servers seen: ${crawlCounts(report)}; ${report.tools} tools`)
    if (report.sources.every(({ failure }) => failure !== undefined)) process.exitCode = 2
    if (report.stopped) say('Stopped. What was crawled is kept; start again to go on.')
  })
}

async function runImport(files: string[], options: Place & { how: How }): Promise<void> {
  const { importFile } = await import('./import.ts')
  await withCatalogue(options, async (catalogue, progress) => {
    for (const file of files) {
      const step = progress.step('import')
      const { servers, tools, problems } = await importFile(file, catalogue, options)
      step.end(`${tools} tools of ${servers} servers from ${safeText(file, 60)}`)
      for (const problem of problems)
        process.stderr.write(`${safeText(file, 60)}: ${safeText(problem, 300)}\n`)
      if (tools === 0) process.exitCode = 2
    }
  })
}

async function runExport(file: string, options: Place): Promise<void> {
  const [{ exportCatalogue }, { labelCatalogue }] = await Promise.all([
    import('./export.ts'),
    import('../label-catalogue.ts'),
  ])
  await withCatalogue(options, async (catalogue, progress, signal) => {
    await labelCatalogue(catalogue, progress, signal)
    if (signal.aborted) return
    endWithReader()
    const tools = await exportCatalogue(catalogue, file, process.stdout)
    progress.close()
    if (file !== '-') say(`${tools} tools are in ${file}`)
  })
}

async function withCatalogue(
  { catalogue: path }: Place,
  work: (catalogue: Catalogue, progress: Progress, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const [{ openCatalogue }, { showProgress }] = await Promise.all([
    import('../../catalogue/index.ts'),
    import('../output/progress.ts'),
  ])
  mkdirSync(dirname(path), { recursive: true })
  const catalogue = openCatalogue(path)
  const { signal, release } = watchInterrupts()
  const progress = showProgress()
  try {
    await work(catalogue, progress, signal)
    if (signal.aborted) process.exitCode = interrupted
  } finally {
    progress.close()
    release()
    catalogue.close()
  }
}
