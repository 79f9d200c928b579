type Step = string | number | typeof everyElement
const everyElement = Symbol('every element of a list')

/** What stands at a path. */
export type Found = {
  /** The values there, none of them null or undefined: JSON's null counts as left out. */
  values: unknown[]
  /** Whether something on the way is left out. A list without elements leaves nothing out. */
  missing: boolean
  /** Whether something on the way is no object or list where the path goes on, so that nobody knows. */
  unclear: boolean
}

/** The values at a path such as `args.items[*].id` in the arguments of a call. */
export function findValues(arguments_: object, path: string): Found {
  const found: Found = { values: [], missing: false, unclear: false }
  walk(arguments_, stepsOf(path), 0, found)
  return found
}

function walk(value: unknown, steps: Step[], index: number, found: Found): void {
  if (value === null || value === undefined) {
    found.missing = true
    return
  }
  const step = steps[index]
  if (step === undefined) {
    found.values.push(value)
  } else if (typeof value !== 'object' || Array.isArray(value) === (typeof step === 'string')) {
    found.unclear = true
  } else if (step === everyElement) {
    for (const element of value as unknown[]) walk(element, steps, index + 1, found)
  } else {
    walk(Object.hasOwn(value, step) ? (value as never)[step] : undefined, steps, index + 1, found)
  }
}

const known = new Map<string, Step[]>()
const mostKnown = 10_000

function stepsOf(path: string): Step[] {
  const steps = known.get(path)
  if (steps !== undefined) return steps
  if (known.size >= mostKnown) known.clear()
  const fresh = parse(path)
  known.set(path, fresh)
  return fresh
}

// The policy's schema has checked the form already.
const stepPattern = /\.([A-Za-z_$][A-Za-z0-9_$-]*)|\[\*\]|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/gu

function parse(path: string): Step[] {
  return [...path.matchAll(stepPattern)].map(([, name, index, quoted]) => {
    if (name !== undefined) return name
    if (index !== undefined) return Number(index)
    return quoted === undefined ? everyElement : (JSON.parse(quoted) as string)
  })
}
