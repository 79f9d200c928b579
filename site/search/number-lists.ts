/**
 * Sorted lists of whole numbers in nearly as few bits as they hold information: stretches of numbers that follow one
 * another, each as the gap before it (Rice code) and its length (Elias gamma code).
 */

/** Packs an ascending list without repetitions. An empty one takes no bytes. */
export function packNumbers(numbers: ArrayLike<number>): Uint8Array {
  if (numbers.length === 0) return new Uint8Array(0)
  const stretches = stretchesOf(numbers)
  const gaps = stretches.reduce((sum, { gap }) => sum + gap, 0)
  const bits = Math.max(0, Math.min(24, Math.floor(Math.log2(Math.max(1, (0.69 * gaps) / stretches.length)))))
  const out = bitWriter()
  out.gamma(stretches.length)
  out.bits(bits, 5)
  for (const { gap, length } of stretches) {
    out.unary(gap >>> bits)
    out.bits(gap & ((1 << bits) - 1), bits)
    out.gamma(length)
  }
  return out.bytes()
}

/** Calls `visit` for every stretch of a packed list: its first number and the one after its last. */
export function visitStretches(packed: Uint8Array, visit: (from: number, to: number) => void): void {
  if (packed.length === 0) return
  const read = bitReader(packed)
  let left = read.gamma()
  const bits = read.bits(5)
  let at = 0
  while (left-- > 0 && !read.ended()) {
    const from = at + (read.unary() << bits) + read.bits(bits)
    at = from + read.gamma()
    visit(from, at)
  }
}

function stretchesOf(numbers: ArrayLike<number>): { gap: number; length: number }[] {
  const stretches: { gap: number; length: number }[] = []
  let end = 0
  for (let at = 0; at < numbers.length; at += 1) {
    const number = numbers[at]!
    if (at > 0 && number === end) stretches.at(-1)!.length += 1
    else stretches.push({ gap: number - end, length: 1 })
    end = number + 1
  }
  return stretches
}

function bitWriter() {
  let bytes = new Uint8Array(64)
  let at = 0
  const bit = (one: number) => {
    if (at >>> 3 === bytes.length) {
      const more = new Uint8Array(bytes.length * 2)
      more.set(bytes)
      bytes = more
    }
    if (one) bytes[at >>> 3]! |= 128 >>> (at & 7)
    at += 1
  }
  const bits = (value: number, count: number) => {
    for (let shift = count - 1; shift >= 0; shift -= 1) bit((value >>> shift) & 1)
  }
  const unary = (value: number) => {
    for (let left = value; left > 0; left -= 1) bit(1)
    bit(0)
  }
  return {
    bits,
    unary,
    /** For values of 1 and more. */
    gamma(value: number) {
      const more = 31 - Math.clz32(value)
      unary(more)
      bits(value - (1 << more), more)
    },
    bytes: () => bytes.slice(0, (at + 7) >>> 3),
  }
}

function bitReader(bytes: Uint8Array) {
  let at = 0
  /** The next 25 bits at least, at the top of a number. What is beyond the end reads as zeroes. */
  const ahead = () => {
    const byte = at >>> 3
    const four =
      ((bytes[byte]! << 24) |
        ((bytes[byte + 1] ?? 0) << 16) |
        ((bytes[byte + 2] ?? 0) << 8) |
        (bytes[byte + 3] ?? 0)) >>>
      0
    return (four << (at & 7)) >>> 0
  }
  const bits = (count: number) => {
    if (count === 0) return 0
    const value = ahead() >>> (32 - count)
    at += count
    return value
  }
  const unary = () => {
    let value = 0
    for (;;) {
      const ones = Math.min(Math.clz32(~ahead()), 24)
      value += ones
      at += ones
      if (ones < 24) break
    }
    at += 1
    return value
  }
  return {
    bits,
    unary,
    ended: () => at >= bytes.length * 8,
    gamma() {
      const more = unary()
      return (1 << more) + bits(more)
    },
  }
}
