import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openCatalogueForReading } from '../../catalogue/index.ts'
import { incidents, parsePolicy } from '../../policy/index.ts'
import { buildSite } from '../../site/index.ts'
import { serverPath, toolSegments } from '../../site/paths.ts'
import { attribute, elementsIn, elementsOf, filesOf, readPage, textOf } from './html.ts'
import { writeInventedCatalogue } from './invented-catalogue.ts'
import { inventedFailures, inventedServers } from './invented-servers.ts'

const root = mkdtempSync(join(tmpdir(), 'placard-site-'))
const cataloguePath = join(root, 'catalogue.sqlite')
const out = join(root, 'out')
const heard: { done: number; total: number }[] = []
let files: string[]
let pages: string[]
let printed: string[]

beforeAll(async () => {
  writeInventedCatalogue(cataloguePath)
  const streams = [
    vi.spyOn(process.stdout, 'write'),
    vi.spyOn(process.stderr, 'write'),
    ...(['log', 'info', 'warn', 'error'] as const).map(level => vi.spyOn(console, level)),
  ]
  await buildSite({ cataloguePath, outDirectory: out, onProgress: progress => heard.push(progress) })
  printed = streams.flatMap(stream => stream.mock.calls.map(([text]) => String(text)))
  for (const stream of streams) stream.mockRestore()
  files = filesOf(out)
  pages = files.filter(file => file.endsWith('.html'))
}, 180_000)

afterAll(() => rmSync(root, { recursive: true, force: true }), 60_000)

/** Where the page of each invented tool is, and the tool. */
const toolPages = inventedServers.flatMap(({ server, tools }) => {
  const segments = toolSegments(tools.map(({ definition }) => definition.name))
  return tools.map((tool, at) => ({ tool, server, path: `${serverPath(server.id)}${segments[at]}/` }))
})

describe('the site of a catalogue', () => {
  test('has a page for everything there is', () => {
    const expected = [
      '/index.html',
      '/404.html',
      '/servers/index.html',
      '/accuracy/index.html',
      '/accuracy/accuracy.json',
      '/rules/index.html',
      '/rules/rules.json',
      ...['read', 'write', 'execute', 'destructive', 'financial', 'ungraded'].map(
        each => `/categories/${each}/index.html`,
      ),
      ...['low', 'medium', 'high', 'critical'].map(each => `/severities/${each}/index.html`),
      '/categories/read/page/2/index.html',
      ...inventedServers.map(({ server }) => `${serverPath(server.id)}index.html`),
      `${serverPath('npm:will-not-start')}index.html`,
      `${serverPath('pypi:crowd', 2)}index.html`,
      ...toolPages.flatMap(({ path, tool }) => [
        `${path}index.html`,
        `${path}tool.json`,
        ...(tool.label ? [`${path}policy.json`] : []),
      ]),
    ]
    expect(expected.filter(file => !files.includes(file))).toEqual([])
    expect(new Set(files.map(file => file.toLowerCase())).size).toBe(files.length)
  })

  test('tells how far it is, and that it is done', () => {
    const all =
      inventedServers.reduce((sum, { tools }) => sum + 1 + tools.length, 0) + inventedFailures.length
    expect(heard.at(-1)).toEqual({ done: expect.any(Number), total: heard.at(-1)!.done })
    expect(heard.at(-1)!.done).toBeLessThanOrEqual(all)
    expect(heard.map(({ done }) => done)).toEqual(heard.map(({ done }) => done).sort((a, b) => a - b))
  })

  test('prints nothing', () => expect(printed).toEqual([]))

  test('publishes no parser that no page loads', () => {
    expect(files.filter(file => file.endsWith('.wasm'))).toEqual([])
  })

  test('has no link that leads nowhere, and none to an address that a stranger wrote', () => {
    const known = new Set(files.flatMap(file => [file, file.replace(/index\.html$/, '')]))
    const ours = new Set(incidents.map(({ source }) => source.url))
    const dead: string[] = []
    for (const page of pages) {
      const elements = elementsOf(readPage(out, page))
      const ids = new Set(elements.flatMap(element => attribute(element, 'id') ?? []))
      for (const element of elements) {
        for (const name of [
          'href',
          'src',
          'data-copy',
          'action',
          'srcset',
          'data',
          'poster',
          'formaction',
          'xlink:href',
        ]) {
          const target = attribute(element, name)
          if (target === undefined || ours.has(target) || attribute(element, 'rel') === 'canonical') continue
          const [path, fragment] = target.split('#')
          if (path !== '' && !known.has(path!)) dead.push(`${page}: ${target}`)
          if (path === '' && !ids.has(fragment!)) dead.push(`${page}: ${target}`)
        }
      }
    }
    expect(dead).toEqual([])
  }, 60_000)

  test('lets no stranger’s text become markup', () => {
    const faults: string[] = []
    for (const page of pages) {
      const html = readPage(out, page)
      for (const element of elementsOf(html)) {
        const { tagName, attrs } = element
        if (tagName === 'script' && attribute(element, 'type') === 'application/ld+json') {
          if (typeof JSON.parse(textOf(element)) !== 'object') faults.push(`${page}: data that is no object`)
        } else if (tagName === 'script') {
          if (!/^\/_astro\/[\w.-]+\.js$/.test(attribute(element, 'src') ?? '')) faults.push(`${page}: script`)
          if (textOf(element) !== '') faults.push(`${page}: inline script`)
        }
        if (
          ['iframe', 'object', 'embed', 'img', 'form', 'base', 'style', 'i', 'u', 'title'].includes(
            tagName,
          ) &&
          !isOurs(element)
        )
          faults.push(`${page}: ${tagName}`)
        for (const { name } of attrs)
          if (name.startsWith('on') || name === 'style') faults.push(`${page}: ${tagName} ${name}`)
      }
      if (
        /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200b\u{e0000}-\u{e007f}]/u.test(
          html,
        )
      )
        faults.push(`${page}: hidden characters`)
    }
    expect(faults).toEqual([])
  }, 60_000)

  test('has one main heading on every page, and none that skips a level', () => {
    for (const page of pages) {
      const levels = elementsOf(readPage(out, page)).flatMap(({ tagName }) =>
        /^h[1-6]$/.test(tagName) ? Number(tagName[1]) : [],
      )
      expect(
        levels.filter(level => level === 1),
        page,
      ).toHaveLength(1)
      for (const [at, level] of levels.entries())
        expect(level, page).toBeLessThanOrEqual((levels[at - 1] ?? 0) + 1)
    }
  }, 60_000)
})

/** The one title of a page is ours, and so are the pictures of badges and the form of the search. */
function isOurs(element: ReturnType<typeof elementsOf>[number]): boolean {
  if (element.tagName === 'form') return attribute(element, 'action') === '/search/'
  if (element.tagName === 'img')
    return /^\/servers\/[a-z0-9_/-]+\/badge\.svg$/.test(attribute(element, 'src') ?? '')
  return (
    element.tagName === 'title' &&
    element.parentNode !== null &&
    'tagName' in element.parentNode &&
    element.parentNode.tagName === 'head'
  )
}

describe('a tool', () => {
  test('has a policy that Placard itself accepts, with nothing hidden in it', () => {
    for (const { path, tool } of toolPages.filter(each => each.tool.label)) {
      const text = readPage(out, `${path}policy.json`)
      const parsed = parsePolicy(text)
      expect(parsed, path).toMatchObject({ ok: true })
      if (parsed.ok)
        expect(
          parsed.policy.tools.has(tool.definition.name) || parsed.policy.hide?.includes(tool.definition.name),
          path,
        ).toBe(true)
      expect(text).not.toMatch(/[\p{Cf}\p{Cs}]/u)
    }
  })

  test('shows the policy that it offers for download', () => {
    const path = toolPages.find(({ tool }) => tool.definition.name === 'book_berth')!.path
    const elements = elementsOf(readPage(out, `${path}index.html`))
    const shown = elements.find(
      element => element.tagName === 'pre' && attribute(element, 'aria-label') === 'policy.json',
    )!
    expect(textOf(shown)).toBe(readPage(out, `${path}policy.json`))
    const download = elements.find(element => attribute(element, 'download') !== undefined)!
    expect(attribute(download, 'href')).toBe(`${path}policy.json`)
  })

  test('has its verdict as the command line gives it', () => {
    for (const { path, tool, server } of toolPages) {
      const given = JSON.parse(readPage(out, `${path}tool.json`))
      expect(given.servers[0]).toMatchObject({ id: server.id, name: server.name, version: server.version })
      if (tool.label === null) expect(given.problems).toHaveLength(1)
      else
        expect(given.servers[0].tools).toMatchObject([
          { name: tool.definition.name, category: tool.label.category, severity: tool.label.severity },
        ])
    }
  })

  test('says what its own verdict says, and no long sentence that stands on another page', () => {
    const sentences = (name: string) => {
      const { path } = toolPages.find(({ tool }) => tool.definition.name === name)!
      const main = elementsOf(readPage(out, `${path}index.html`)).find(({ tagName }) => tagName === 'main')!
      return elementsIn(main)
        .filter(({ tagName }) => tagName === 'p')
        .map(textOf)
    }
    expect(sentences('book_berth').join(' ')).toContain('30 calls a minute')
    expect(sentences('frobnicate').join(' ')).toContain('no sign that it is harmless')
    const others = new Set(sentences('list_berths'))
    const shared = sentences('delete_boat_record').filter(each => each.length > 60 && others.has(each))
    expect(shared.filter(each => !each.includes('Harbour Mooring'))).toEqual([])
  })

  test('asks six questions that name it', () => {
    for (const { path, tool } of toolPages.slice(0, 8)) {
      const questions = elementsOf(readPage(out, `${path}index.html`)).filter(
        element => element.tagName === 'summary' && textOf(element).endsWith('?'),
      )
      expect(questions).toHaveLength(6)
      for (const question of questions) expect(textOf(question)).toContain(tool.definition.name)
    }
  })
})

describe('a server', () => {
  test('has one policy for all its labelled tools', () => {
    const { server, tools } = inventedServers[0]!
    const parsed = parsePolicy(readPage(out, `${serverPath(server.id)}policy.json`))
    expect(parsed.ok && new Set([...parsed.policy.tools.keys(), ...(parsed.policy.hide ?? [])])).toEqual(
      new Set(tools.filter(tool => tool.label).map(tool => tool.definition.name)),
    )
  })

  test('that did not answer says so, with the reason', () => {
    const page = elementsOf(readPage(out, `${serverPath('npm:will-not-start')}index.html`))
      .map(element => (element.tagName === 'main' ? textOf(element) : ''))
      .join('')
    expect(page).toContain('Its tools are not known.')
    expect(page).toContain('It ended with code 1')
    expect(page).toContain('⟨U+001B⟩')
  })

  test('that answered once, and not of late, says from when its tools are', () => {
    const page = readPage(out, `${serverPath('github:lantern/notes/server')}index.html`)
    expect(page).toContain('What stands here may be out of date.')
    expect(page).toContain('20 November 2026')
  })
})

describe('building again', () => {
  test('gives the same bytes', async () => {
    const again = join(root, 'again')
    await buildSite({ cataloguePath, outDirectory: again })
    expect(filesOf(again).sort()).toEqual([...files].sort())
    const different = files.filter(
      file => !readFileSync(join(out, file)).equals(readFileSync(join(again, file))),
    )
    expect(different).toEqual([])
  }, 120_000)

  test('leaves the old site as it was where it fails', async () => {
    const broken = join(root, 'broken.sqlite')
    writeFileSync(broken, 'no catalogue')
    await expect(buildSite({ cataloguePath: broken, outDirectory: out })).rejects.toThrow(
      /cannot be read as a catalogue/,
    )
    expect(filesOf(out).length).toBe(files.length)
    expect(readdirSync(root).filter(name => name.startsWith('.'))).toEqual([])
  })

  test('never replaces a directory that is no site', async () => {
    const precious = join(root, 'precious')
    mkdirSync(precious)
    writeFileSync(join(precious, 'index.html'), 'mine')
    await expect(buildSite({ cataloguePath, outDirectory: precious })).rejects.toThrow('holds something else')
    expect(readFileSync(join(precious, 'index.html'), 'utf8')).toBe('mine')
  })

  test('works for a catalogue with nothing in it', async () => {
    const { openCatalogue } = await import('../../catalogue/index.ts')
    const path = join(root, 'empty.sqlite')
    openCatalogue(path).close()
    expect(openCatalogueForReading(path).totals().tools).toBe(0)
    const bare = join(root, 'bare')
    await buildSite({ cataloguePath: path, outDirectory: bare })
    expect(existsSync(join(bare, 'index.html'))).toBe(true)
  }, 120_000)
})
