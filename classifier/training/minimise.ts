/** Gives the value of a function at `point` and writes its gradient into `gradient`. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number

/**
 * Finds the least value of a smooth convex function by L-BFGS with backtracking, starting from nought.
 * Deterministic: the same objective gives the same bits.
 */
export function minimise(size: number, objective: Objective, iterations: number): Float64Array {
  const point = new Float64Array(size)
  const gradient = new Float64Array(size)
  let value = objective(point, gradient)
  const memory: Step[] = []
  for (let iteration = 0; iteration < iterations; iteration++) {
    const direction = directionOf(gradient, memory)
    const slope = dot(gradient, direction)
    const next = new Float64Array(size)
    const nextGradient = new Float64Array(size)
    let nextValue = value
    for (let length = 1; length > 1e-6; length /= 2) {
      for (let i = 0; i < size; i++) next[i] = point[i]! + length * direction[i]!
      nextValue = objective(next, nextGradient)
      if (nextValue <= value + 1e-4 * length * slope) break
    }
    remember(memory, point, next, gradient, nextGradient)
    const gain = value - nextValue
    point.set(next)
    gradient.set(nextGradient)
    value = nextValue
    if (gain < tolerance * Math.max(1, Math.abs(value))) break
  }
  return point
}

type Step = { move: Float64Array; turn: Float64Array; scale: number }

const tolerance = 1e-6
const memoryLength = 8

function directionOf(gradient: Float64Array, memory: Step[]): Float64Array {
  const direction = gradient.map(component => -component)
  const shares: number[] = []
  for (let k = memory.length - 1; k >= 0; k--) {
    const { move, turn, scale } = memory[k]!
    shares[k] = scale * dot(move, direction)
    addScaled(direction, turn, -shares[k]!)
  }
  const last = memory.at(-1)
  const size = last
    ? 1 / (last.scale * dot(last.turn, last.turn))
    : 1 / Math.sqrt(dot(gradient, gradient) + 1e-12)
  for (let i = 0; i < direction.length; i++) direction[i]! *= size
  memory.forEach(({ move, turn, scale }, k) => {
    addScaled(direction, move, shares[k]! - scale * dot(turn, direction))
  })
  return direction
}

function remember(
  memory: Step[],
  from: Float64Array,
  to: Float64Array,
  before: Float64Array,
  after: Float64Array,
) {
  const move = to.map((component, i) => component - from[i]!)
  const turn = after.map((component, i) => component - before[i]!)
  const curvature = dot(move, turn)
  if (curvature <= 1e-12) return
  memory.push({ move, turn, scale: 1 / curvature })
  if (memory.length > memoryLength) memory.shift()
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i]! += factor * source[i]!
}
