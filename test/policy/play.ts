import { decide, type ExampleCall, type Policy, type SqlReader, slidingCounters } from '../../policy/index.ts'

/** What the engine says to an example, after as many calls like it as it wants to have gone before. */
export function play(policy: Policy, example: ExampleCall, readsOnly?: SqlReader): ExampleCall['decision'] {
  const counters = slidingCounters()
  const call = { ...example, ...(policy.server && { server: policy.server }) }
  for (let earlier = 0; earlier < (example.earlier ?? 0); earlier++) {
    const { reserve } = decide(policy, call, counters.at(earlier), readsOnly)
    counters.reserve(reserve, earlier)
  }
  return decide(policy, call, counters.at(1000), readsOnly).decision
}
