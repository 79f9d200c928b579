import type { JudgedTool } from '../../../policy/index.ts'
import type { Judged } from './choices.ts'

/** Fetches the definitions of a server and the verdicts on them, and puts them together by their hashes. */
export async function loadJudged({ tools = '', verdicts = '' }: DOMStringMap): Promise<Judged> {
  const [listed, judged] = await Promise.all(
    [tools, verdicts].map(async path => {
      const answer = await fetch(path)
      if (!answer.ok) throw new Error(`${path} cannot be had: ${answer.status}`)
      return answer.json()
    }),
  )
  const [{ id, name, tools: verdictList }] = judged.servers
  const byHash = new Map<string, JudgedTool['verdict']>(
    verdictList.map((verdict: JudgedTool['verdict']) => [verdict.definitionHash, verdict]),
  )
  const description: string | undefined = listed.serverDescription
  return {
    server: { id, name, ...(description && { description }) },
    tools: (listed.tools as JudgedTool['definition'][]).flatMap((definition, at) => {
      const verdict = byHash.get(listed.definitionHashes[at])
      return verdict ? [{ definition, verdict }] : []
    }),
  }
}
