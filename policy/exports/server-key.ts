/** What a server is called in a client's configuration where its user says nothing: as much of its name as every client takes. */
export function serverKey(name: string): string {
  const last = name.split('/').at(-1) ?? name
  const plain = /^[A-Za-z0-9-]+$/.test(name) ? name : last.toLowerCase()
  const base = plain.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^-|-$/g, '') || 'server'
  return /^[A-Za-z]/.test(base) ? base : `server-${base}`
}
