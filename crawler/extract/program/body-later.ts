import type { FunctionSyntax, Statement } from './syntax.ts'

/** A function whose body is understood when it is first followed: most never are. */
export function bodyLater(lower: () => Statement[], syntax: FunctionSyntax): FunctionSyntax {
  let body: Statement[] | null = null
  return Object.defineProperty(syntax, 'body', {
    enumerable: true,
    get() {
      body ??= understand(lower)
      return body
    },
  })
}

function understand(lower: () => Statement[]): Statement[] {
  try {
    return lower()
  } catch (error) {
    // Deeper than the stack: not code that somebody wrote.
    if (error instanceof RangeError) return []
    throw error
  }
}
