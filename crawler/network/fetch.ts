/** Asks for an address. The stages of the way out each take one and give one. */
export type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>

/** Reading changes nothing: it can be done twice, kept, and sent elsewhere. */
export function isReading(init: RequestInit | undefined): boolean {
  return /^(get|head)$/i.test(init?.method ?? 'GET')
}
