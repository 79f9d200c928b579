import { type Native, spend } from '../evaluate/run.ts'
import { isThing, unknown } from '../evaluate/values.ts'
import { addMethods, type Realm } from './realm.ts'

/**
 * Stepping through a generator by hand, as the helpers do that old compilers put in the place of `await`. It ran
 * when it was made: what is left is to hand out what it yielded and, once, what it returned.
 */
export function addGenerators(realm: Realm): void {
  const next: Native = (run, self) => {
    if (!isThing(self) || self.kind !== 'generator') return unknown()
    spend(run)
    const position = Number(self.inner[0])
    const items = self.items ?? []
    self.inner[0] = position + 1
    if (position < items.length) return run.realm.object({ value: items[position], done: false })
    return run.realm.object({ value: position === items.length ? self.inner[1] : undefined, done: true })
  }
  addMethods(realm, realm.protos.generator, {
    next,
    // What it would have done about an error has been done.
    throw: next,
    return: (run, _, [value]) => run.realm.object({ value, done: true }),
  })
}
