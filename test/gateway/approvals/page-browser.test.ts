import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type ApprovalPage,
  type Approvals,
  openApprovals,
  serveApprovals,
} from '../../../gateway/approvals/index.ts'
import { chromiumArguments, chromiumPath } from '../../site/find-chromium.ts'
import { ownFolder, stateOpener } from '../open-state.ts'

const reason = chromiumPath ? '' : ' (skipped: no Chromium was found; install it or set CHROMIUM_PATH)'
const folder = ownFolder()
const open = stateOpener()

describe.skipIf(chromiumPath === null)(`in a real browser${reason}`, () => {
  let approvals: Approvals
  let served: ApprovalPage
  let browser: Browser
  beforeAll(async () => {
    approvals = openApprovals((await open(join(folder, 'state.sqlite'))).approvals)
    served = await serveApprovals(approvals)
    browser = await chromium.launch({ executablePath: chromiumPath!, args: chromiumArguments })
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await served?.close()
  }, 60_000)

  const ask = (tool: string) =>
    approvals.ask(
      {
        caller: 'grant',
        server: 'npm:mail',
        tool,
        policyVersion: 'v1',
        arguments: { to: 'ada', text: tool },
      },
      { who: 'user', waitMilliseconds: 60_000 },
    )
  const newPage = async () => {
    const page = await browser.newPage()
    const complaints: string[] = []
    page.on('console', message => complaints.push(message.text()))
    page.on('pageerror', error => complaints.push(error.message))
    page.on('dialog', dialog => complaints.push(dialog.message()))
    return { page, complaints }
  }
  const answer = async (page: Page, tool: string, button: string) => {
    await page.getByRole('link', { name: tool }).click()
    await page.getByRole('button', { name: button }).click()
  }

  test('a person finds a call, reads it and answers', async () => {
    const [yes, no] = [await ask('send_mail'), await ask('delete_mail')]
    const { page, complaints } = await newPage()
    await page.goto(served.url)
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Calls that wait for a yes')
    await page.getByRole('link', { name: 'send_mail' }).click()
    expect(await page.locator('pre').textContent()).toContain('"to": "ada"')
    await page.getByRole('button', { name: 'Approve' }).click()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('The call may be made, once.')
    await page.getByRole('link', { name: 'All open calls' }).click()
    await answer(page, 'delete_mail', 'Deny')
    expect(await approvals.get(yes!.id)).toMatchObject({ state: 'approved', decidedBy: 'page' })
    expect(await approvals.get(no!.id)).toMatchObject({ state: 'denied' })
    expect(complaints).toEqual([])
    await page.close()
  }, 60_000)

  test('new calls appear by themselves, and strangers’ words run nowhere', async () => {
    const { page, complaints } = await newPage()
    await page.goto(served.url)
    await ask('<script>alert(1)</script><img src=x onerror=alert(2)>')
    await page.getByRole('link', { name: '<script>alert(1)' }).waitFor()
    await page.getByRole('link', { name: '<script>alert(1)' }).click()
    expect(await page.locator('img').count()).toBe(0)
    expect(complaints).toEqual([])
    await page.close()
  }, 60_000)

  test('a page of somebody else can neither answer nor show it in a frame', async () => {
    const { id } = (await ask('pay'))!
    const evil = createServer((_request, response) => {
      const form = `<form method="post" action="${served.url}${id}"><button name="answer" value="approve">Win</button></form>`
      response.setHeader('content-type', 'text/html').end(`${form}<iframe src="${served.url}"></iframe>`)
    }).listen(0, '127.0.0.1')
    await new Promise(resolve => evil.once('listening', resolve))
    const { page } = await newPage()
    await page.goto(`http://127.0.0.1:${(evil.address() as AddressInfo).port}/`)
    expect(await page.frames()[1]!.getByText('Calls that wait for a yes').count()).toBe(0)
    await page.getByRole('button', { name: 'Win' }).click()
    await page.getByText('Answers come from the page itself only.').waitFor()
    expect(await approvals.get(id)).toMatchObject({ state: 'pending' })
    await page.close()
    evil.closeAllConnections()
    evil.close()
  }, 60_000)
})
