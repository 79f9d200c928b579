import type { Truth } from './truth.ts'

/**
 * Whether a path lies inside a root, the root itself included, once `.` and `..` are worked out. Null for what
 * two programs would understand differently: an address, a `~`, an encoded separator, a NUL. Windows paths are
 * compared without regard to case. Links on the disk are not followed, for nothing here reads a disk.
 */
export function isUnder(path: string, root: string): Truth {
  const inside = normal(path)
  const outside = normal(root)
  if (inside === null || outside === null) return null
  if (inside.anchor !== outside.anchor) return inside.anchor === '' || outside.anchor === '' ? null : false
  // A relative path that climbs out of the folder it starts in lies wherever that folder lies.
  if (inside.steps.includes('..') || outside.steps.includes('..')) return null
  return outside.steps.every((step, index) => step === inside.steps[index])
}

type Normal = {
  /** `/`, `c:/`, `//host/share`, or empty for a relative path. */
  anchor: string
  steps: string[]
}

function normal(path: string): Normal | null {
  if (path === '' || /[\u0000-\u001f\u007f]|%(?:2e|2f|5c|00)|^~|^[a-z][a-z0-9+.-]+:/i.test(path)) return null
  const slashed = path.replaceAll('\\', '/')
  const drive = /^([a-z]):(\/?)/i.exec(slashed)
  // `c:folder` starts in whatever folder the drive is in.
  if (drive !== null && drive[2] === '') return null
  const windows = drive !== null || path.includes('\\')
  if (slashed.startsWith('//')) return null
  const anchor = drive ? `${drive[1]!.toLowerCase()}:/` : slashed.startsWith('/') ? '/' : ''
  const rest = slashed.slice(drive ? drive[0].length : anchor.length)
  const steps: string[] = []
  for (const step of (windows ? rest.toLowerCase() : rest).split('/')) {
    if (step === '' || step === '.') continue
    // Windows drops dots and spaces at the end of a name, so that `.. ` climbs as well.
    if (step !== '..' && /^[. ]+$/.test(step)) return null
    if (step !== '..') steps.push(step)
    else if (steps.length > 0 && steps.at(-1) !== '..') steps.pop()
    else if (anchor === '') steps.push('..')
  }
  return { anchor, steps }
}
