import { parseArgs } from 'node:util'
import { checkLinks } from '../site/index.ts'

// Follows every link of a built site and ends with 1 where one is dead: npm run check:links -- out/site
const { positionals } = parseArgs({ allowPositionals: true })
const { pages, links, outward, dead } = await checkLinks(positionals[0] ?? 'out/site')
for (const { page, link } of dead.slice(0, 50)) console.log(`${page}: ${link}`)
console.log(
  `${pages} pages, ${links} links within the site, ${outward.length} addresses of others, ${dead.length} dead links`,
)
process.exitCode = dead.length === 0 ? 0 : 1
