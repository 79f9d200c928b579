import { type Call, type Run, spend } from './run.ts'
import { isFunction, isThing, isUnknown, type Key, type Place, type Thing, type Value } from './values.ts'

/** The SDK's server keeps its tools under this name, in every build of it: minifiers leave members alone. */
const registryName = '_registeredTools'
const registering = /^(registerTool|tool|addTool|registerAppTool|registerToolTask|registerExperimentalTool)$/

/** Looks at every member that is set: a server's registry, or a tool in one. */
export function sawMember(run: Run, target: Thing, key: Key, value: Value): void {
  const { registries, handlers } = run.sightings
  if (key === 'oninitialized' && isFunction(value)) {
    handlers.push({ schema: 'notifications/initialized', handler: value, owner: target })
    return
  }
  if (key === registryName && isThing(value) && !registries.has(value)) {
    registries.set(value, new Map())
    return
  }
  const places = registries.get(target)
  if (places !== undefined && typeof key === 'string') places.set(key, placeOfRegistration(run, value))
}

/** The definition's own literal where it was handed over, else the call that registered it. */
function placeOfRegistration(run: Run, value: Value): Place {
  const frames = run.stack.toReversed().filter(({ at }) => !at.ours)
  const registration = frames.find(({ method }) => registering.test(method)) ?? frames[0]
  const literal = registration?.args.find(
    argument => isThing(argument) && !isFunction(argument) && argument.at,
  )
  if (isThing(literal as Value) && (literal as Thing).at) return (literal as Thing).at!
  return registration?.at ?? (isThing(value) ? value.at : null) ?? nowhere
}

const nowhere: Place = { file: '', text: '', offset: 0, ours: true }

/** Looks at every call of a method before it happens. */
export function sawCall(run: Run, { method, self, args, at }: Call, callee: Value): void {
  if ((method === 'setRequestHandler' || method === 'setNotificationHandler') && args.length >= 2) {
    const handler = args.findLast(isFunction)
    if (handler !== undefined && !('_registeredTools' in ownerMembers(run, at)))
      run.sightings.handlers.push({ schema: args[0], handler, owner: self })
    return
  }
  // A server of the SDK may refuse, in the end, what it was given: that is our reading of it, not the code's.
  const isServer = isThing(self) && self.members.has(registryName)
  if (!registering.test(method) || !(isServer || isUnknown(callee))) return
  spend(run)
  if (isRegistration(method, args)) run.sightings.calls.push({ method, args, at, receiver: self })
}

/** The members of `this` where the call stands: the SDK's own handler of its own registry is no news. */
function ownerMembers(run: Run, at: Place): { _registeredTools?: true } {
  const self = run.stack.findLast(frame => frame.at.file === at.file)?.self
  return isThing(self as Value) && (self as Thing).members.has(registryName) ? { _registeredTools: true } : {}
}

/** A name with something to call, or one object with a name and something of a tool. */
function isRegistration(method: string, args: Value[]): boolean {
  const [first, second] = args
  if (method === 'addTool' && isThing(first as Value)) {
    const { members } = first as Thing
    return members.has('name') && (members.has('description') || members.has('parameters'))
  }
  if (typeof first !== 'string' || args.length < 2) return false
  const last = args.at(-1)
  if (method === 'tool') return isFunction(last)
  return isThing(second) && (isFunction(last) || isUnknown(last))
}
