/** One step of a path to an argument, for a name that may hold anything: `.amount` or `["odd name"]`. */
export function bracketed(name: string): string {
  return /^[A-Za-z_$][A-Za-z0-9_$-]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`
}
