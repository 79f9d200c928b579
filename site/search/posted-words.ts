import type { Place } from './shard.ts'

/** Which words each thing that can be found has, and where: kept as numbers, for there are millions of them. */
export type PostedWords = {
  /** Notes a word of the thing that is being added. What stands first counts: the same word again is passed over. */
  post(word: string, place: Place): void
  /** Ends the thing that is being added. */
  next(): void
  /** All words, in order. */
  sorted(): string[]
  /** How many things have the word. */
  frequency(word: string): number
  /** Gives the lists of each word once the things have their numbers: `order` has the place of each in turn. */
  inOrder(order: Uint32Array): (word: string) => Record<Place, Uint32Array>
}

const slots = { name: 0, server: 1, text: 2 } as const satisfies Record<Place, number>
const slotsOfWord = 3

export function postWords(): PostedWords {
  const ids = new Map<string, number>()
  /** For each word the last thing that has it, and how many do. */
  const last: number[] = []
  const frequencies: number[] = []
  const posted = growing()
  const starts = growing()
  let things = 0
  starts.push(0)
  return {
    post(word, place) {
      let id = ids.get(word)
      if (id === undefined) {
        id = ids.size
        ids.set(word, id)
        frequencies.push(0)
        last.push(-1)
      }
      if (last[id] === things) return
      last[id] = things
      frequencies[id]! += 1
      posted.push(id * slotsOfWord + slots[place])
    },
    next() {
      things += 1
      starts.push(posted.all().length)
    },
    sorted: () => [...ids.keys()].sort(),
    frequency: word => frequencies[ids.get(word) ?? -1] ?? 0,
    inOrder(order) {
      const { numbers, ends } = distribute(posted.all(), starts.all(), order, ids.size * slotsOfWord)
      const list = (slot: number) => numbers.subarray(slot === 0 ? 0 : ends[slot - 1], ends[slot])
      return word => {
        const first = (ids.get(word) ?? 0) * slotsOfWord
        return { name: list(first), server: list(first + 1), text: list(first + 2) }
      }
    },
  }
}

/** Sorts by counting: things are gone through in their order, so that every list is in order by itself. */
function distribute(posted: Uint32Array, starts: Uint32Array, order: Uint32Array, lists: number) {
  const ends = new Uint32Array(lists)
  for (const slot of posted) ends[slot]! += 1
  let sum = 0
  for (let slot = 0; slot < lists; slot += 1) {
    const count = ends[slot]!
    ends[slot] = sum
    sum += count
  }
  const numbers = new Uint32Array(posted.length)
  for (let number = 0; number < order.length; number += 1) {
    const thing = order[number]!
    for (let at = starts[thing]!; at < starts[thing + 1]!; at += 1) {
      const slot = posted[at]!
      numbers[ends[slot]!] = number
      ends[slot]! += 1
    }
  }
  return { numbers, ends }
}

function growing() {
  let numbers = new Uint32Array(1024)
  let length = 0
  return {
    push(number: number) {
      if (length === numbers.length) {
        const more = new Uint32Array(length * 2)
        more.set(numbers)
        numbers = more
      }
      numbers[length] = number
      length += 1
    },
    all: () => numbers.subarray(0, length),
  }
}
