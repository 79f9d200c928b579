import { readFile } from 'node:fs/promises'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import sirv from 'sirv'
import { securityHeaders } from './security.ts'

export type ServedSite = {
  /** Where it answers, such as `http://127.0.0.1:4321`. */
  url: string
  close(): Promise<void>
}

/**
 * Serves a built site from `directory`. With port 0 the system chooses one.
 * Throws where the directory holds no site or the port cannot be had.
 */
export async function serveSite(options: {
  directory: string
  host?: string
  port: number
}): Promise<ServedSite> {
  const { directory, host = '127.0.0.1', port } = options
  const notFound = await readFile(join(directory, '404.html')).catch(cause => {
    throw new Error(`${directory} holds no built site: build it first`, { cause })
  })
  // Looks files up as they are asked for: a list made beforehand would be long, and stale after the next build.
  const files = sirv(directory, {
    dev: true,
    etag: true,
    setHeaders: (response, path) => {
      if (path.endsWith('.gz')) asItIs(response)
    },
    onNoMatch: (_request, response) => {
      response.writeHead(404, { 'content-type': 'text/html;charset=utf-8' }).end(notFound)
    },
  })
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value)
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuseMethod(response)
    request.url = registryFile(request.url ?? '/')
    files(request, response)
  })
  const boundPort = await listen(server, host, port)
  return { url: `http://${host}:${boundPort}`, close: () => close(server) }
}

/** A packed file is what was asked for. Sent as an encoding, a browser would unpack it and keep it under a wrong name. */
function asItIs(response: ServerResponse): void {
  response.setHeader('content-type', 'application/gzip')
  response.setHeader('content-encoding', 'identity')
}

/** The file that answers an address of the registry's API; any other address stays as it is. */
function registryFile(address: string): string {
  const [path = '', query] = address.split('?')
  if (/^\/v0\.1\/servers\/?$/.test(path)) {
    const cursor = new URLSearchParams(query).get('cursor') ?? ''
    return `/v0.1/servers/${/^\d{1,9}$/.test(cursor) ? `page/${cursor}/` : ''}index.json`
  }
  // A name is a kind, a slash that clients have to encode, and the segment of a path.
  const [, segment, which] =
    /^\/v0\.1\/servers\/(?:[a-z]+%2f)?([a-z0-9_-]+)\/versions(?:\/([^/]+))?\/?$/i.exec(path) ?? []
  if (segment === undefined) return address
  return `/v0.1/servers/${segment}/versions/${which === undefined ? '' : `${which}/`}index.json`
}

function refuseMethod(response: ServerResponse): void {
  response.writeHead(405, { allow: 'GET, HEAD', 'content-type': 'text/plain' }).end('Only GET and HEAD.\n')
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'something else listens there already' : cause.message
      reject(new Error(`Port ${port} of ${host} cannot be used (${why}): choose another port`, { cause }))
    })
    server.listen(port, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

function close(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
