import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

/** In bytes, for both halves. What calls leave behind dies within a fraction of it. */
const enough = 16 * 2 ** 20

/**
 * Keeps V8's space for new objects from growing beyond what a program needs that runs for days and holds next
 * to nothing: V8 doubles it whenever enough objects have outlived a collection since the last time, however
 * long that took, up to 128 MB. A limit for it can be set at the start of a process only.
 */
export function holdYoungSpace(): void {
  let factor = 0
  const look = () => {
    const { space_size: size = 0 } =
      getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space') ?? {}
    const fitting = size < enough ? 2 : 1
    if (fitting !== factor) setFlagsFromString(`--semi-space-growth-factor=${fitting}`)
    factor = fitting
  }
  look()
  setInterval(look, 1_000).unref()
}
