import { type Capability, capabilities } from '../classifier/index.ts'

/** A set of capabilities as the bits of a number, for an atlas holds one for each tool. */
export type Powers = number

export function powersOf(held: readonly Capability[]): Powers {
  return held.reduce((powers, capability) => powers | bitOf(capability), 0)
}

export function hasPower(powers: Powers, capability: Capability): boolean {
  return (powers & bitOf(capability)) !== 0
}

/** In the rubric's order. */
export function capabilitiesIn(powers: Powers): Capability[] {
  return capabilities.filter(capability => hasPower(powers, capability))
}

function bitOf(capability: Capability): Powers {
  return 1 << capabilities.indexOf(capability)
}
