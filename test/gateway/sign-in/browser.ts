/** What a person's browser does with an address: follows it, cookies and all, and agrees to everything. */
export async function browse(start: URL | string): Promise<Response> {
  const cookies = new Map<string, string>()
  let address = new URL(start)
  for (let hop = 0; hop < 20; hop++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(address, { redirect: 'manual', headers: { cookie } })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    const location = response.headers.get('location')
    if (location === null) return response
    address = new URL(location, address)
  }
  throw new Error('The browser is sent around in circles.')
}
