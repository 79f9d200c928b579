import { makeModules } from './evaluate/modules.ts'
import type { Run } from './evaluate/run.ts'
import { runDeferred, task } from './evaluate/task.ts'
import { makeRealm } from './library/realm.ts'
import { addWorld, type World } from './library/world.ts'
import type { PackageFiles } from './package/package-files.ts'
import { askByHand } from './tools/ask-by-hand.ts'
import { collectTools, type Found, shakeHands } from './tools/collect-tools.ts'
import { exploreUncalled } from './tools/explore-uncalled.ts'

/** Steps for a program; what is called later gets half as many again. */
const programSteps = 40_000_000
/** Steps for asking a server for its tools, once it is there. */
const finishSteps = 10_000_000

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
  path: string,
  world: World,
  steps = programSteps,
): Reading {
  const run = makeRun(packages, world, Math.round(steps * 1.5))
  let exhausted = !task(run, steps, () => run.modules.load(run, home, path))
  exhausted = !runDeferred(run) || exhausted
  let { found, nameless } = finish(run)
  if (found.length === 0) {
    exploreUncalled(run, home)
    ;({ found, nameless } = finish(run))
  }
  if (found.length === 0) {
    askByHand(run)
    ;({ found, nameless } = finish(run))
  }
  return { found, nameless, missing: [...run.modules.missing], exhausted, steps: run.steps, run }
}

function finish(run: Run): { found: Found[]; nameless: number } {
  run.stepLimit = Math.max(run.stepLimit, run.steps + finishSteps)
  run.taskLimit = run.stepLimit
  shakeHands(run)
  runDeferred(run)
  run.stepLimit = Math.max(run.stepLimit, run.steps + finishSteps)
  run.taskLimit = run.stepLimit
  return collectTools(run)
}

function makeRun(packages: Map<string, PackageFiles>, world: World, stepLimit: number): Run {
  const realm = makeRealm()
  addWorld(realm, world)
  return {
    realm,
    modules: makeModules(packages),
    steps: 0,
    stepLimit,
    taskLimit: stepLimit,
    uncertain: 0,
    guarded: 0,
    stack: [],
    deferred: [],
    sightings: { registries: new Map(), handlers: [], calls: [], answers: [] },
    made: new Map(),
  }
}
