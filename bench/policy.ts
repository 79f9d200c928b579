import { classifyServer, type ToolDefinition } from '../classifier/index.ts'
import { decide, readCall, recommendServer, slidingCounters } from '../policy/index.ts'

// How many calls a second one core decides by a recommended policy for a hundred tools, and how that compares with
// what JSON.parse of the same calls costs in the same process. `npm run bench:policy`
const kinds = ['list', 'create', 'delete', 'run', 'pay'] as const
const things = Array.from({ length: 20 }, (_, place) => `thing${place}`)
const definitions = things.flatMap(thing => kinds.map(kind => definitionOf(kind, thing)))
const server = { name: 'depot', id: 'local:depot' }
const verdicts = classifyServer(server, definitions)
const { policy } = recommendServer(
  definitions.map((definition, place) => ({ definition, verdict: verdicts[place]! })),
  server,
)
const texts = Array.from({ length: 1000 }, (_, place) => callText(place))

const rounds = 5
const repeats = 100
const rates: number[] = []
const ratios: number[] = []
for (let round = 0; round < rounds; round++) {
  const parseTime = time(() => {
    for (const text of texts) JSON.parse(text)
  })
  const counters = slidingCounters()
  const fates = { allow: 0, deny: 0, ask: 0 }
  let now = 0
  const decideTime = time(() => {
    for (const text of texts) {
      now += 50
      const read = readCall(text)
      if (!read.ok) throw new Error(`The call ${text} cannot be read.`)
      const { decision, reserve } = decide(policy, read.call, counters.at(now))
      if (decision === 'allow') counters.reserve(reserve, now)
      fates[decision]++
    }
  })
  const rate = (texts.length * repeats) / decideTime
  rates.push(rate)
  ratios.push(decideTime / parseTime)
  console.log(
    `round ${round + 1}: ${Math.round(rate * 1000)} calls a second, read, decided and counted; ${(decideTime / parseTime).toFixed(1)} times JSON.parse; ${JSON.stringify(fates)}`,
  )
}
console.log(
  `median: ${Math.round(middle(rates) * 1000)} calls a second, ${middle(ratios).toFixed(1)} times JSON.parse, ${policy.tools.size} tools`,
)

function definitionOf(kind: (typeof kinds)[number], thing: string): ToolDefinition {
  const properties = {
    list: { limit: { type: 'integer' }, query: { type: 'string' } },
    create: { title: { type: 'string' }, path: { type: 'string' } },
    delete: { id: { type: 'string' }, force: { type: 'boolean' } },
    run: { command: { type: 'string' } },
    pay: { amount: { type: 'number' }, recipient: { type: 'string' } },
  }[kind]
  return {
    name: `${kind}_${thing}`,
    description: `${kind[0]!.toUpperCase()}${kind.slice(1)}s a ${thing}.`,
    inputSchema: { type: 'object', properties, required: Object.keys(properties).slice(0, 1) },
  }
}

function callText(place: number): string {
  const kind = kinds[place % kinds.length]!
  const args = {
    list: { limit: 20, query: `name ${place}` },
    create: { title: `Title ${place}`, path: `/srv/files/${place}.txt` },
    delete: { id: `id-${place}`, force: place % 3 === 0 },
    run: { command: `make target${place}` },
    pay: { amount: place % 40, recipient: 'someone@example.org' },
  }[kind]
  return JSON.stringify({ name: `${kind}_${things[place % things.length]}`, arguments: args })
}

/** Milliseconds that it takes so many times, after a time unmeasured. */
function time(work: () => void): number {
  work()
  const start = performance.now()
  for (let repeat = 0; repeat < repeats; repeat++) work()
  return performance.now() - start
}

function middle(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}
