import { readFileSync } from 'node:fs'
import type { PackageFiles } from '../package/package-files.ts'
import type { Resolved } from '../package/resolve.ts'

// Stand-ins for libraries through which tools are registered. They are read like any other code, and keep
// just enough of what they are given: the libraries themselves are large, and all servers share them.

const stands: [RegExp, string][] = [
  [/^zod(\/|$)/, 'zod.js'],
  [/^zod-to-json-schema(\/|$)/, 'json-schema.js'],
  [/^@modelcontextprotocol\/(sdk|server|node|core|ext-apps)(\/|$)/, 'mcp.js'],
  [/^(fastmcp|litemcp)$/, 'fastmcp.js'],
  [/^(yargs|yargs\/helpers|minimist|commander|yargs-parser)$/, 'command-line.js'],
  [/^(node:)?events$/, 'events.js'],
  [/^(dedent|ts-dedent|outdent|string-dedent|common-tags)$/, 'dedent.js'],
]

/** The stand-in for an import, or null. */
export function findModel(specifier: string): Resolved | null {
  const found = stands.find(([pattern]) => pattern.test(specifier))
  return found === undefined ? null : { home: models(), path: found[1] }
}

let home: PackageFiles | null = null

function models(): PackageFiles {
  const manifest = { name: 'models', version: '', exports: undefined, imports: undefined }
  const names = [...stands.map(([, file]) => file)]
  const files = new Map(names.map(name => [name, readFileSync(new URL(`./${name}`, import.meta.url))]))
  home ??= { name: 'models', version: '', manifest, files, main: false, ours: true }
  return home
}
