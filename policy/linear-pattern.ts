import { RE2JS } from 're2js'

/** A repetition such as `a{1000}{1000}` is refused by RE2 itself; longer texts only cost memory. */
const longestPattern = 1000

const compiled = new Map<string, RE2JS | null>()
const mostCompiled = 10_000

/**
 * A regular expression that is matched in time linear in the text (RE2), or null where the text is none.
 * Compiled patterns are kept, for a policy asks for the same ones at every call.
 */
export function linearPattern(pattern: string): RE2JS | null {
  const known = compiled.get(pattern)
  if (known !== undefined) return known
  if (compiled.size >= mostCompiled) compiled.clear()
  const fresh = compile(pattern)
  compiled.set(pattern, fresh)
  return fresh
}

/** Whether a text is a regular expression that the engine can match in linear time. */
export function isLinearPattern(pattern: string): boolean {
  return linearPattern(pattern) !== null
}

function compile(pattern: string): RE2JS | null {
  if (pattern.length > longestPattern) return null
  try {
    return RE2JS.compile(pattern)
  } catch {
    return null
  }
}
