import { call } from './evaluate/call.ts'
import { makeModules } from './evaluate/modules.ts'
import { Exhausted, type Run, Thrown } from './evaluate/run.ts'
import { makeRealm } from './library/realm.ts'
import { addWorld, type World } from './library/world.ts'
import type { PackageFiles } from './package/package-files.ts'
import { resolveModule } from './package/resolve.ts'
import { collectTools, type Found } from './tools/collect-tools.ts'

/** Steps for reading one package, for its program, and for one function that might be called later. */
const totalSteps = 60_000_000
const programSteps = 40_000_000
const laterSteps = 2_000_000

export type Reading = {
  found: Found[]
  /** Definitions that reached a server but whose name is not known. */
  nameless: number
  /** Packages that were asked for and not read. */
  missing: string[]
  exhausted: boolean
  steps: number
  run: Run
}

/** Follows a program from its first file and takes down the tools that it gives to a server. */
export function readTools(
  packages: Map<string, PackageFiles>,
  home: PackageFiles,
  world: World & { bin?: string },
): Reading {
  const run = makeRun(packages, world)
  let exhausted = !task(run, programSteps, () => run.modules.load(run, home, programOf(home, world.bin)))
  exhausted = !runDeferred(run) || exhausted
  run.stepLimit += 10_000_000
  run.taskLimit = run.stepLimit
  const { found, nameless } = collectTools(run)
  return { found, nameless, missing: [...run.modules.missing], exhausted, steps: run.steps, run }
}

function makeRun(packages: Map<string, PackageFiles>, world: World): Run {
  const realm = makeRealm()
  addWorld(realm, world)
  return {
    realm,
    modules: makeModules(packages),
    steps: 0,
    stepLimit: totalSteps,
    taskLimit: totalSteps,
    uncertain: 0,
    stack: [],
    deferred: [],
    sightings: { registries: new Map(), handlers: [], calls: [] },
    made: new Map(),
  }
}

/** Does some work within a budget of its own; false where that was not enough. */
function task(run: Run, steps: number, work: () => unknown): boolean {
  run.taskLimit = Math.min(run.stepLimit, run.steps + steps)
  run.stack.length = 0
  run.uncertain = 0
  try {
    work()
  } catch (error) {
    if (error instanceof Exhausted) return false
    if (!(error instanceof Thrown || error instanceof RangeError)) throw error
  }
  return true
}

/** Calls of one function that nobody knows to be called. */
const callsOfOne = 2

function runDeferred(run: Run): boolean {
  let complete = true
  for (let next = run.deferred.shift(); next !== undefined; next = run.deferred.shift()) {
    const { fn, self, args } = next
    if (fn.call === null || fn.call.calls >= callsOfOne) continue
    if (run.steps >= run.stepLimit) return false
    complete = task(run, laterSteps, () => call(run, fn, self, args)) && complete
  }
  return complete
}

function programOf(home: PackageFiles, bin?: string): string {
  const { bin: programs, main } = home.manifest
  const chosen =
    typeof programs === 'object'
      ? (programs[bin ?? home.name.replace(/^.*\//, '')] ?? Object.values(programs)[0])
      : programs
  return (
    resolveModule(`./${chosen ?? main ?? 'index'}`, { home, path: 'package.json' }, new Map())?.path ?? ''
  )
}
