import { callFunction } from '../program/call.ts'
import { exploreUncalled, runDeferred } from '../program/explore.ts'
import { attempt, makeRun, type Run } from '../program/run.ts'
import { variableValue } from '../program/scope.ts'
import { type FunctionValue, is } from '../program/values.ts'
import type { ReadLanguage } from '../read-project.ts'
import { aside, nearest } from '../source/find-projects.ts'
import { loadParser } from '../syntax/parse.ts'
import { goRules } from './language.ts'
import { loadFolder, makePackages, type Packages } from './packages.ts'
import { collectTools, type Made, type Sightings, sawResult, watch } from './tools.ts'

const programSteps = 30_000_000
const startSteps = 12_000_000
const folderLimit = 300

/** What a file has in it that makes tools. */
const aboutTools = /mcp-go\/|go-sdk\/mcp|golang-sdk|\bmcp\.(NewTool|Tool)\b/

/** Reads the tools that a program in Go gives to a server. */
export const readGo: ReadLanguage = async (files, folder) => {
  const packages = makePackages(await loadParser('go'), files)
  const sightings: Sightings = { registered: [], made: [], applied: new Map() }
  const run = makeRun(
    goRules((_, seen) => watch(sightings, seen)),
    programSteps,
  )
  const own = ownFolders(packages, folder)
  const about = own.filter(one =>
    packages.folders.get(one)!.some(file => aboutTools.test(files.get(file)!.toString('utf8'))),
  )
  if (about.length === 0) return { found: [], nameless: 0, unproven: 0, exhausted: false }
  let exhausted = !start(run, packages, own)
  // What registers tools and was not seen to be called is called through an interface that is not followed.
  exhausted = !explore(run, packages, sightings, fn => registers(packages, fn)) || exhausted
  if (namesOf(run, sightings, sightings.registered) === 0) {
    for (const one of about) loadFolder(run, packages, one)
    exhausted = !explore(run, packages, sightings, fn => about.includes(fn.module.path)) || exhausted
  }
  const tools = namesOf(run, sightings, sightings.registered) > 0 ? sightings.registered : sightings.made
  run.stepLimit = run.steps + programSteps / 2
  const { found, nameless } = collectTools(run, sightings, tools)
  const names = new Set(found.map(({ definition }) => definition.name))
  const others = collectTools(run, sightings, sightings.made).found.filter(
    ({ definition }) => !names.has(definition.name),
  )
  return { found, nameless, unproven: others.length, exhausted }
}

function namesOf(run: Run, sightings: Sightings, tools: Made[]): number {
  return tools.length === 0 ? 0 : collectTools(run, sightings, tools).found.length
}

/** The project's folders with code, but for tests and examples, and but for projects within it. */
function ownFolders({ folders, modules }: Packages, folder: string): string[] {
  const home = folder === '' ? '' : `${folder}/`
  const nested = new Set(
    modules.map(one => one.folder.slice(0, -1)).filter(one => one !== '' && one !== folder),
  )
  return [...folders.keys()]
    .filter(
      one =>
        one.startsWith(home) &&
        !aside.test(one.slice(home.length)) &&
        nearest(`${one}x`, nested) === (nested.has(folder) ? folder : nearest(`${home}x`, nested)),
    )
    .slice(0, folderLimit)
}

/** Follows every program of the project from its `main`; false where the budget did not last. */
function start(run: Run, packages: Packages, own: string[]): boolean {
  let complete = true
  for (const folder of own) {
    const isMain = packages.folders
      .get(folder)!
      .some(file => /^package main\b/m.test(packages.files.get(file)!.toString('utf8')))
    if (!isMain) continue
    const variable = loadFolder(run, packages, folder).module.scope.names.get('main')
    const main = variable && variableValue(variable)
    if (is(main, 'function'))
      complete =
        attempt(run, startSteps, () =>
          callFunction(run, main, { self: null, args: [], named: new Map(), at: { file: folder, line: 0 } }),
        ).done && complete
    complete = runDeferred(run) && complete
  }
  return complete
}

function explore(
  run: Run,
  packages: Packages,
  sightings: Sightings,
  isWanted: (fn: FunctionValue) => boolean,
): boolean {
  makeFunctions(packages)
  return exploreUncalled(run, isWanted, (value, { module, syntax }) =>
    sawResult(sightings, value, { file: module.file, line: syntax.line }),
  )
}

/** Whether the text of a function, to where the next begins, gives tools to a server. */
function registers({ files }: Packages, { module, syntax }: FunctionValue): boolean {
  const text = files.get(module.file)?.toString('utf8') ?? ''
  let start = 0
  for (let line = 1; line < syntax.line && start >= 0; line++) start = text.indexOf('\n', start) + 1
  const end = text.indexOf('\n}', start)
  return /\.AddTools?(\[|\()/.test(text.slice(start, end < 0 ? undefined : end))
}

/** Makes the functions that nobody asked for yet, so that they can be gone through. */
function makeFunctions({ loaded }: Packages): void {
  for (const { module } of [...loaded.values()])
    for (const variable of [...module.scope.names.values()]) variableValue(variable)
}
