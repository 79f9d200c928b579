/**
 * A function that tells whether a text holds any of some needles, in whatever case, or a strange character, reading
 * each character once (Aho and Corasick's automaton). Needles are of ASCII, in lower case; what is strange is not.
 */
export function finder(
  needles: readonly string[],
  isStrange: (code: number) => boolean,
): (text: string, end: number) => boolean {
  const classes = classesOf(needles)
  const next = automaton(needles, classes, 1 + Math.max(...classes))
  return (text, end) => {
    let state = 0
    for (let at = 0; at < end; at++) {
      const code = text.charCodeAt(at)
      if (code < 128) {
        state = next[state + classes[code]!]!
        if (state === found) return true
      } else {
        state = 0
        if (isStrange(code)) return true
      }
    }
    return false
  }
}

/** Where the automaton is once it met a needle. */
const found = 0xffff

/** Numbers the characters of the needles, from 1; all others are 0. */
function classesOf(needles: readonly string[]): Uint8Array {
  const classes = new Uint8Array(128)
  let count = 0
  for (const character of needles.join('')) {
    const code = character.charCodeAt(0)
    if (classes[code] === 0) classes[code] = ++count
  }
  for (let code = 65; code <= 90; code++) classes[code] = classes[code + 32]!
  return classes
}

/** States are rows of so many numbers as there are classes: where to go from them by that of the next character. */
function automaton(needles: readonly string[], classes: Uint8Array, width: number): Uint16Array {
  const next = new Uint16Array(width * (1 + needles.reduce((sum, needle) => sum + needle.length, 0)))
  let last = 0
  for (const needle of needles) {
    let place = classes[needle.charCodeAt(0)]!
    for (let at = 1; at < needle.length && next[place] !== found; at++) {
      if (next[place] === 0) next[place] = last += width
      place = next[place]! + classes[needle.charCodeAt(at)]!
    }
    next[place] = found
  }
  if (last >= found) throw new RangeError('there are too many needles')
  fallBack(next, width)
  return next
}

/** Where no needle goes on, another one may, which begins later. Shorter beginnings first. */
function fallBack(next: Uint16Array, width: number): void {
  const queue: { state: number; shorter: number }[] = [{ state: 0, shorter: 0 }]
  for (const { state, shorter } of queue) {
    for (let by = 0; by < width; by++) {
      const child = next[state + by]!
      const other = state === 0 ? 0 : next[shorter + by]!
      if (child === 0 || other === found) next[state + by] = other
      else if (child !== found) queue.push({ state: child, shorter: other })
    }
  }
}
