import { hash, randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Approvals } from '../types.ts'
import { renderAnswer, renderList, renderQuestion, style } from './render-page.ts'

export type ApprovalPage = {
  /** The address with its token: who has it may answer. */
  url: string
  close: () => Promise<void>
}

/**
 * Serves the open questions as web pages on this machine alone. The token is part of the path, so that no other
 * page of the browser can send an answer along, and no other program finds the page; there are no cookies,
 * which every port of a machine shares, and no scripts.
 */
export async function serveApprovals(approvals: Approvals, port = 0): Promise<ApprovalPage> {
  const token = randomBytes(32).toString('base64url')
  const server = createServer((request, response) => {
    answer(request, response).catch(() => reply(response, 500, 'The state of the gateway is not available.'))
  })
  server.listen(port, '127.0.0.1')
  await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject))
  const { port: listening } = server.address() as AddressInfo
  const hosts = [`127.0.0.1:${listening}`, `localhost:${listening}`]
  return {
    url: `http://${hosts[0]}/${token}/`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', headers } = request
    // A name that somebody has pointed at this machine is not ours.
    if (!hosts.includes(headers.host ?? '')) return reply(response, 421, 'This is not the page of that name.')
    const [, given = '', page = '', more] = (request.url ?? '').split('/')
    if (!isSame(given, token) || more !== undefined) return reply(response, 404, 'There is nothing here.')
    if (method === 'GET') return show(page, response)
    const own = hosts.some(host => headers.origin === `http://${host}`)
    if (method !== 'POST' || !own) return reply(response, 403, 'Answers come from the page itself only.')
    const chosen = new URLSearchParams(await bodyOf(request)).get('answer')
    if (chosen !== 'approve' && chosen !== 'deny') return reply(response, 400, 'There is no such answer.')
    const taken = await approvals.decide(page, chosen, 'page')
    return reply(response, taken ? 200 : 409, renderAnswer(taken, chosen), 'html')
  }

  async function show(page: string, response: ServerResponse): Promise<void> {
    if (page === 'style.css') return reply(response, 200, style, 'css')
    const now = Date.now()
    if (page === '') {
      response.setHeader('refresh', '3')
      return reply(
        response,
        200,
        renderList(await approvals.pending(), await approvals.decided(), now),
        'html',
      )
    }
    const approval = await approvals.get(page)
    if (approval === null) return reply(response, 404, 'There is no such question.')
    return reply(response, 200, renderQuestion(approval, now), 'html')
  }
}

function isSame(given: string, token: string): boolean {
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', token, 'buffer'))
}

const largestBody = 1_000

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) {
    text += chunk
    if (text.length > largestBody) return ''
  }
  return text
}

const headersOfAll = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // Not "no-referrer": with it browsers hide the origin of the page's own form.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

function reply(response: ServerResponse, status: number, text: string, kind = 'plain'): void {
  response.writeHead(status, { ...headersOfAll, 'content-type': `text/${kind}; charset=utf-8` }).end(text)
}
