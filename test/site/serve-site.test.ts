import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ServedSite, serveSite } from '../../site/index.ts'

const root = mkdtempSync(join(tmpdir(), 'placard-serve-'))
const directory = join(root, 'out')
let site: ServedSite

beforeAll(async () => {
  mkdirSync(join(directory, 'tool'), { recursive: true })
  writeFileSync(join(root, 'secret.txt'), 'not part of the site')
  writeFileSync(join(directory, '404.html'), '<h1>No such page</h1>')
  writeFileSync(join(directory, 'index.html'), '<h1>Home</h1>')
  writeFileSync(join(directory, 'tool', 'index.html'), '<h1>Tool</h1>')
  writeFileSync(join(directory, 'tool', 'policy.json'), '{}')
  writeFileSync(join(directory, 'sheet.css'), '')
  writeFileSync(join(directory, 'script.js'), '')
  writeFileSync(join(directory, 'sign.svg'), '')
  writeFileSync(join(directory, 'lines.jsonl.gz'), gzipSync('{}'))
  site = await serveSite({ directory, port: 0 })
})

afterAll(async () => {
  await site.close()
  rmSync(root, { recursive: true, force: true })
})

/** Sends the path as it is; fetch would tidy it first. */
function statusOf(path: string, method = 'GET'): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(site.url)
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, method }, answer => {
      let body = ''
      answer.on('data', part => {
        body += part
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }))
    })
      .on('error', reject)
      .end()
  })
}

test.each([
  ['/', 'text/html;charset=utf-8'],
  ['/tool/', 'text/html;charset=utf-8'],
  ['/tool/policy.json', 'application/json'],
  ['/sheet.css', 'text/css'],
  ['/script.js', 'text/javascript'],
  ['/sign.svg', 'image/svg+xml'],
])('%s comes as %s, with a policy on what it may load', async (path, type) => {
  const answer = await fetch(site.url + path)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe(type)
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
})

test('a packed file is sent as it is, so that it is kept as what its name says', async () => {
  const answer = await fetch(`${site.url}/lines.jsonl.gz`)
  expect(answer.headers.get('content-type')).toBe('application/gzip')
  expect(gunzipSync(await answer.arrayBuffer()).toString()).toBe('{}')
})

test('what is not there gets the page that says so', async () => {
  const answer = await fetch(`${site.url}/nothing/here/`)
  expect(answer.status).toBe(404)
  expect(await answer.text()).toContain('No such page')
})

test.each([
  '/../secret.txt',
  '/..%2fsecret.txt',
  '/%2e%2e/secret.txt',
  '/tool/../../secret.txt',
  '/%E0%A4%A',
  '/%00',
  '//secret.txt',
])('nothing beside the site is reached by %s', async path => {
  const { status, body } = await statusOf(path)
  expect(status).toBe(404)
  expect(body).not.toContain('not part of the site')
})

test('only reading is allowed', async () => {
  expect((await statusOf('/', 'POST')).status).toBe(405)
  expect((await statusOf('/', 'HEAD')).status).toBe(200)
})

test('a port that is taken is named', async () => {
  const port = Number(new URL(site.url).port)
  await expect(serveSite({ directory, port })).rejects.toThrow(
    `Port ${port} of 127.0.0.1 cannot be used (something else listens there already)`,
  )
})

test('a directory without a site is named', async () => {
  await expect(serveSite({ directory: join(root, 'missing'), port: 0 })).rejects.toThrow(
    'holds no built site',
  )
})
