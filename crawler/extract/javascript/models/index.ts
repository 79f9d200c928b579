import { readdirSync, readFileSync } from 'node:fs'
import type { PackageFiles } from '../package/package-files.ts'
import type { Resolved } from '../package/resolve.ts'

// Stand-ins for libraries through which tools are registered. They are read like any other code, and keep
// just enough of what they are given: the libraries themselves are large, and all servers share them.

const stands: [RegExp, string][] = [
  [/^zod(\/|$)/, 'zod.cjs'],
  [/^zod-to-json-schema(\/|$)/, 'json-schema.js'],
  [/^@modelcontextprotocol\/(sdk|server|node|core|ext-apps)(\/|$)/, 'mcp.js'],
  [/^(fastmcp|litemcp)$/, 'fastmcp.js'],
  [/^(yargs|yargs\/helpers|minimist|commander|yargs-parser)$/, 'command-line.cjs'],
  [/^(node:)?events$/, 'events.cjs'],
  [/^env-var$/, 'env-var.cjs'],
  [/^(yaml|js-yaml)$/, 'yaml.cjs'],
  [/^(dedent|ts-dedent|outdent|string-dedent|common-tags)$/, 'dedent.js'],
]

/** The stand-in for an import, or null. */
export function findModel(specifier: string): Resolved | null {
  const found = stands.find(([pattern]) => pattern.test(specifier))
  return found === undefined ? null : { home: models(), path: found[1] }
}

let home: PackageFiles | null = null

function models(): PackageFiles {
  home ??= readModels()
  return home
}

function readModels(): PackageFiles {
  const folder = new URL('./', import.meta.url)
  const names = readdirSync(folder).filter(
    name => (name.endsWith('.js') || name.endsWith('.cjs')) && name !== 'index.js',
  )
  const files = new Map(names.map(name => [name, readFileSync(new URL(name, folder))]))
  return {
    name: 'models',
    version: '',
    manifest: { name: 'models', version: '' },
    files,
    main: false,
    ours: true,
  }
}
