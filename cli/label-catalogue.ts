import type { Catalogue } from '../catalogue/index.ts'
import { classifierVersion, classifyServer } from '../classifier/index.ts'
import type { Progress } from './output/progress.ts'
import { safeText } from './output/safe-text.ts'

/** Labels every tool that has no label by this version of the classifier. Ends early, with all kept, when aborted. */
export async function labelCatalogue(
  catalogue: Catalogue,
  progress: Progress,
  signal?: AbortSignal,
): Promise<void> {
  const servers = catalogue.unlabelledServers(classifierVersion)
  if (servers.length === 0) return
  const step = progress.step('label')
  let labelled = 0
  for (const [done, id] of servers.entries()) {
    if (signal?.aborted) break
    labelled += labelServer(catalogue, id)
    step.update(done + 1, servers.length, safeText(id, 48))
    // Labelling is all work: without a pause nobody could interrupt it.
    if (done % 20 === 0) await new Promise(setImmediate)
  }
  step.end(`${labelled} tools labelled`, !signal?.aborted)
}

function labelServer(catalogue: Catalogue, id: string): number {
  const server = catalogue.server(id)!
  const tools = catalogue.tools(id)
  const definitions = tools.map(({ definition }) => definition)
  const verdicts = classifyServer(server, definitions)
  catalogue.recordVerdicts(id, verdicts)
  return verdicts.length
}
