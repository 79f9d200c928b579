import { call, construct } from '../evaluate/call.ts'
import { get } from '../evaluate/members.ts'
import type { Run } from '../evaluate/run.ts'
import { task } from '../evaluate/task.ts'
import { isFunction, type Thing, unknown, type Value } from '../evaluate/values.ts'
import type { PackageFiles } from '../package/package-files.ts'

/** What a function that gives tools to a server has somewhere in its text. */
const registering = /\.(registerTool|registerAppTool|addTool|tool|setRequestHandler)\(|McpServer/

/** Steps for one such function, and how many are tried. */
const steps = 3_000_000
/** Steps for loading a file with all that it imports. */
const loadSteps = 20_000_000
const tries = 60

/**
 * Calls the functions of the package's own code that register tools and that nobody called, as far as could
 * be read: a framework that is not known calls them.
 */
export function exploreUncalled(run: Run, home: PackageFiles): void {
  for (const path of filesAboutServers(home)) task(run, loadSteps, () => run.modules.load(run, home, path))
  const uncalled = [...run.made].filter(([, fn]) => fn.call !== null && fn.call.calls === 0 && registers(fn))
  for (const [, fn] of uncalled.slice(0, tries)) {
    if (fn.call!.calls > 0) continue
    task(run, steps, () => call(run, fn, receiverOf(run, fn), [unknown(), unknown(), unknown()]))
  }
}

/** Files of the package's own code that speak of the SDK; its tests and examples are no part of the server. */
function filesAboutServers({ files }: PackageFiles): string[] {
  const paths = [...files.keys()].filter(
    path =>
      /\.[cm]?[jt]s$/.test(path) &&
      !path.endsWith('.d.ts') &&
      !/(^|\/)(tests?|__tests__|examples?|fixtures?)\/|\.(test|spec)\./.test(path),
  )
  return paths.filter(path => files.get(path)!.includes('@modelcontextprotocol/')).slice(0, tries)
}

function registers({ call: how }: Thing): boolean {
  const node = how?.node
  const module = how?.module
  if (!node || !module || module.ours || !module.home.main) return false
  return registering.test(module.text.slice(node.start, node.end))
}

/** An object whose method it is, made with what is not known. */
export function receiverOf(run: Run, fn: Thing): Value {
  const home = fn.call?.home
  if (!home) return undefined
  if (home.call !== null) return home
  const owner = get(run, home, 'constructor')
  if (!isFunction(owner)) return home
  try {
    return construct(run, owner, [unknown(), unknown(), unknown()])
  } catch {
    return home
  }
}
