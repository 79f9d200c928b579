#!/usr/bin/env node
// Plain JavaScript that any Node can read: finds a Node that can run the rest, before the rest is loaded.
// An older Node cannot strip types, and crashes without a word when a native module of a newer one is opened.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const wanted = [22, 18]
const [major, minor] = process.versions.node.split('.').map(Number)
const fresh = major > wanted[0] || (major === wanted[0] && minor >= wanted[1])

if (fresh) {
  // What was compiled once is loaded in half the time; a folder of ours, as others could write into a shared one.
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
  nodeModule.enableCompileCache?.(process.env.NODE_COMPILE_CACHE || join(cache, 'placard', 'compiled'))
  const { main } = await import('./main.ts')
  await main(process.argv)
} else {
  const beside = ['../node_modules/.bin/node', '../../node_modules/.bin/node', '../../../.bin/node']
    .map(path => fileURLToPath(new URL(path, import.meta.url)))
    .find(path => existsSync(path))
  if (beside === undefined || process.env.PLACARD_NODE_TRIED) {
    process.stderr.write(
      `placard needs Node ${wanted.join('.')} or newer; this is ${process.versions.node}. Install one from nodejs.org, or run "npm ci" in a checkout.\n`,
    )
    process.exit(2)
  }
  const { status } = spawnSync(beside, process.argv.slice(1), {
    stdio: 'inherit',
    env: { ...process.env, PLACARD_NODE_TRIED: '1' },
  })
  process.exit(status ?? 2)
}
