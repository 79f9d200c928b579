import type { Page } from 'playwright-core'
import { ruleCatalogue } from '../../classifier/index.ts'
import { serverPath, toolSegments } from '../../site/paths.ts'
import { hostileServer } from './hostile-server.ts'

/** A server with tools of every kind, and one whose every word is meant to do harm. */
export const harbour = serverPath('npm:@harbour/mooring-mcp')
export const hostile = serverPath(hostileServer.server.id)
export const hostileTools = toolSegments(hostileServer.tools.map(({ definition }) => definition.name)).map(
  segment => `${hostile}${segment}/`,
)
/** The first rule, and one whose examples have parameters. */
const rulesToLookAt = [
  ruleCatalogue[0]!,
  ruleCatalogue.find(({ hits }) => hits.some(({ tool }) => tool.inputSchema))!,
].map(({ id }) => `/rules/${id}/`)

/** Paths of at least one page of each kind that there is. */
export const everyKindOfPage = [
  '/',
  '/servers/',
  '/categories/',
  '/categories/read/page/2/',
  '/severities/',
  '/severities/critical/',
  '/capabilities/',
  '/capabilities/delete-data/',
  '/attacks/',
  '/attacks/lethal-trifecta/',
  '/incidents/',
  '/incidents/whatsapp-sleeper/',
  '/changes/',
  '/accuracy/',
  '/method/',
  '/downloads/',
  '/api/',
  '/search/?q=berth',
  '/report/#server=npm%3Anotes&tool=delete_all&category=Write&severity=Medium',
  '/rules/',
  ...rulesToLookAt,
  harbour,
  `${harbour}manage_gate/`,
  `${harbour}frobnicate/`,
  `${harbour}weigh_anchor/`,
  `${harbour}delete_boat_record/`,
  serverPath('npm:will-not-start'),
  hostile,
  '/nothing/',
]

/** Opens the policy builder of the harbour's server, and waits until it can be used. */
export async function openBuilder(page: Page, site: string): Promise<void> {
  await page.goto(`${site}${harbour}`)
  await page.getByRole('button', { name: 'Build your own' }).click()
  await page.getByLabel('Your policy').waitFor()
  await page.getByRole('group', { name: 'Profile' }).evaluate(element => element.scrollIntoView())
}
