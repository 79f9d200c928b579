import type { How } from '../../catalogue/index.ts'

/** How a definition came to be seen, to follow a date. */
export const howSeen = {
  listed: 'from the answer of the running server',
  extracted: 'in its source',
  published: 'in a published catalogue',
} as const satisfies Record<How, string>

/** Where a definition was seen, as the name of the place. */
export const whereSeen = {
  listed: 'the running server',
  extracted: 'its source',
  published: 'a published catalogue',
} as const satisfies Record<How, string>
