import { request } from 'node:http'
import { join } from 'node:path'
import { parse } from 'parse5'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type ApprovalPage,
  type Approvals,
  openApprovals,
  serveApprovals,
} from '../../../gateway/approvals/index.ts'
import { ownFolder, stateOpener } from '../open-state.ts'

const folder = ownFolder()
const open = stateOpener()
let approvals: Approvals
let page: ApprovalPage
beforeAll(async () => {
  approvals = openApprovals((await open(join(folder, 'state.sqlite'))).approvals)
  page = await serveApprovals(approvals)
})
afterAll(() => page.close())

let count = 0
const ask = async (more: object = {}) =>
  (await approvals.ask(
    {
      ...{ caller: 'grant', server: 'server', tool: 'send', policyVersion: 'one' },
      arguments: { count: ++count },
      ...more,
    },
    { who: 'user', waitMilliseconds: 60_000 },
  ))!
const origin = () => new URL(page.url).origin
const answer = (id: string, text: string, headers: { [name: string]: string } = { origin: origin() }) =>
  fetch(`${page.url}${id}`, { method: 'POST', body: text, headers })

/** With headers that `fetch` does not let anybody set. */
function plainGet(path: string, headers: { [name: string]: string }): Promise<number> {
  const { hostname, port } = new URL(page.url)
  return new Promise((resolve, reject) =>
    request({ hostname, port, path, headers }, response => {
      response.resume()
      resolve(response.statusCode!)
    })
      .on('error', reject)
      .end(),
  )
}

test('lists the open questions, shows each, and takes the answer', async () => {
  const { id } = await ask()
  const list = await (await fetch(page.url)).text()
  expect(list).toContain(`href="${id}"`)
  const question = await (await fetch(page.url + id)).text()
  expect(question).toContain('Approve this one call')
  const answered = await answer(id, 'answer=approve')
  expect(answered.status).toBe(200)
  expect(await approvals.get(id)).toMatchObject({ state: 'approved', decidedBy: 'page' })
  expect((await answer(id, 'answer=deny')).status).toBe(409)
  expect(await (await fetch(page.url + id)).text()).not.toContain('<button')
})

test('runs no script, comes in no frame and loads nothing from elsewhere', async () => {
  const { id } = await ask()
  for (const path of ['', id, 'style.css', 'nothing']) {
    const response = await fetch(page.url + path)
    const policy = response.headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.text()).not.toMatch(/<script|<style|style=|\son\w+=/)
  }
})

test('escapes the words of strangers and hides none of their characters', async () => {
  const evil = `<img src=x onerror=alert(1)>"'&\u202e\u0000\u200b`
  const { id } = await ask({ tool: evil, server: evil, caller: evil, arguments: { [evil]: evil } })
  for (const path of ['', id]) {
    const text = await (await fetch(page.url + path)).text()
    expect(text).not.toContain('<img')
    expect(text).not.toMatch(/[\u202e\u0000\u200b]/)
    expect(text).toContain('\\u{202e}')
    const tags = new Set<string>()
    const walk = (node: { nodeName: string; childNodes?: unknown[] }) => {
      tags.add(node.nodeName)
      for (const child of node.childNodes ?? []) walk(child as typeof node)
    }
    walk(parse(text) as unknown as Parameters<typeof walk>[0])
    expect([...tags]).not.toContain('img')
  }
})

describe('refuses', () => {
  const refused = async (of: Promise<Response>) =>
    expect([400, 403, 404, 405, 409, 421]).toContain((await of).status)
  test('who has no token, or another', async () => {
    const { pathname } = new URL(page.url)
    for (const path of ['/', '/x/', `/${pathname.slice(2)}`, pathname.slice(0, -2), `${pathname}a/b`])
      await refused(fetch(origin() + path))
  })
  test('answers that another page sends, or nobody', async () => {
    const { id } = await ask()
    for (const headers of [
      {},
      { origin: 'https://example.org' },
      { origin: 'null' },
      { origin: `${origin()}0` },
    ])
      await refused(answer(id, 'answer=approve', headers as { [name: string]: string }))
    expect(await approvals.get(id)).toMatchObject({ state: 'pending' })
  })
  test('names that somebody else has pointed at this machine', async () => {
    const { pathname, port } = new URL(page.url)
    expect(await plainGet(pathname, { host: `evil.example:${port}` })).toBe(421)
    expect(await plainGet(pathname, { host: '127.0.0.1' })).toBe(421)
    expect(await plainGet(pathname, { host: `localhost:${port}` })).toBe(200)
  })
  test('answers that are none, and those to questions that never were', async () => {
    const { id } = await ask()
    for (const text of ['', 'answer=maybe', 'answer=', `answer=approve${'x'.repeat(2_000)}`])
      await refused(answer(id, text))
    await refused(answer('nothing', 'answer=approve'))
    await refused(fetch(page.url + id, { method: 'PUT', headers: { origin: origin() } }))
    await refused(fetch(`${page.url}__proto__`))
    expect(await approvals.get(id)).toMatchObject({ state: 'pending' })
  })
  test('everybody but this machine', () => {
    expect(new URL(page.url).hostname).toBe('127.0.0.1')
  })
})
