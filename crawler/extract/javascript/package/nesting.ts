/** Signs and words after which the parser goes one deeper until a comma or semicolon. */
const deepening = new Set(
  ['=', '?', ':', '*', '<', '!', '-', '+', '`', '&', '|', '^', '~'].map(sign => sign.charCodeAt(0)),
)
const deepeningWords = /\b(?:new|await|typeof|void|delete|yield|throw|return|else|do|async|function|class)\b/y

type Level = { chain: number; elses: number }

/**
 * At most how deep the parser has to go for a text, counted without understanding it: brackets within each
 * other, and chains such as `a ? b : c ? d : …` that need none. Its stack is the machine's: a text that goes
 * deeper than the stack would end the process, and no `catch` would help.
 */
export function nesting(text: string): number {
  const levels: Level[] = [{ chain: 0, elses: 0 }]
  let depth = 0
  let deepest = 0
  let before = 0
  const deepen = (level: Level) => {
    level.chain += 1
    depth += 1
  }
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    const level = levels.at(-1)!
    if (code === 0x28 || code === 0x5b || code === 0x7b) {
      levels.push({ chain: 1, elses: 0 })
      depth += 1
    } else if ((code === 0x29 || code === 0x5d || code === 0x7d) && levels.length > 1) {
      depth -= levels.pop()!.chain
    } else if (code === 0x3b || code === 0x2c) {
      depth -= level.chain - 1
      level.chain = 1
    } else if (code === before) {
      // A row of one sign is one operator, a rule in a comment, or padding.
    } else if (deepening.has(code)) deepen(level)
    else if (code > 0x60 && code < 0x7b && !isLetter(before)) {
      deepeningWords.lastIndex = index
      const word = deepeningWords.exec(text)?.[0]
      if (word === 'else') level.elses += 1
      if (word !== undefined) deepen(level)
    }
    before = code
    deepest = Math.max(deepest, depth, level.elses)
  }
  return deepest
}

function isLetter(code: number): boolean {
  return (
    (code > 0x60 && code < 0x7b) ||
    (code > 0x40 && code < 0x5b) ||
    code === 0x5f ||
    code === 0x24 ||
    (code > 0x2f && code < 0x3a)
  )
}
