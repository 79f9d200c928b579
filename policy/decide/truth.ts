/** True, false, or null where it cannot be told: then the answer is whatever stops the call. */
export type Truth = boolean | null

/** True where all are, false where one is, else null. Of nothing: true. */
export function all(truths: Iterable<Truth>): Truth {
  let unclear = false
  for (const truth of truths) {
    if (truth === false) return false
    if (truth === null) unclear = true
  }
  return unclear ? null : true
}

/** True where one is, false where none can be, else null. Of nothing: false. */
export function any(truths: Iterable<Truth>): Truth {
  let unclear = false
  for (const truth of truths) {
    if (truth === true) return true
    if (truth === null) unclear = true
  }
  return unclear ? null : false
}
