import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openCatalogue } from '../../catalogue/index.ts'
import { classifierVersion, classifyServer, ruleCatalogue } from '../../classifier/index.ts'
import { evaluate } from '../../classifier/training/index.ts'
import { buildSite } from '../../site/index.ts'
import { serverPath, toolSegments } from '../../site/paths.ts'
import { attribute, type Element, elementsIn, elementsOf, filesOf, readPage, textOf } from './html.ts'
import { judgedTools } from './judged-tools.ts'

const root = mkdtempSync(join(tmpdir(), 'placard-accuracy-'))
const cataloguePath = join(root, 'catalogue.sqlite')
const out = join(root, 'out')
const report = evaluate(judgedTools)
const server = { id: 'npm:quay', name: 'Quay', version: '1.0.0' }
const tools = ['delete_berth', 'list_berths', 'get_password', 'pay_invoice', 'run_command'].map(name => ({
  name,
}))
const verdicts = classifyServer(server, tools)
/** The same labels, as if an older classifier had made one of them, by a rule that is no more. */
const older = verdicts.map((verdict, at) =>
  at > 0
    ? verdict
    : {
        ...verdict,
        classifier: '<b>older</b>',
        evidence: [{ ...verdict.evidence[0]!, rule: '../<i>gone</i>', weight: 9 }],
      },
)

beforeAll(async () => {
  writeCatalogue(cataloguePath, verdicts)
  await buildSite({ cataloguePath, outDirectory: out, accuracy: { classifier: classifierVersion, report } })
}, 180_000)

afterAll(() => rmSync(root, { recursive: true, force: true }))

function writeCatalogue(path: string, labels: typeof verdicts): void {
  const catalogue = openCatalogue(path)
  catalogue.recordListing({ server, how: 'listed', at: '2026-11-20T10:00:00.000Z', tools })
  catalogue.recordVerdicts(server.id, labels)
  catalogue.close()
}

/** The parts of a page by the id of their heading. */
function sectionOf(page: string, id: string): Element {
  const found = elementsOf(page).find(
    each => each.tagName === 'section' && attribute(each, 'aria-labelledby') === id,
  )
  if (!found) throw new Error(`there is no part ${id}`)
  return found
}

/** The cells of each row of every table inside. */
function rowsIn(part: Element): string[][] {
  return elementsIn(part)
    .filter(({ tagName, parentNode }) => tagName === 'tr' && (parentNode as Element).tagName === 'tbody')
    .map(row =>
      elementsIn(row)
        .filter(({ tagName }) => tagName === 'th' || tagName === 'td')
        .map(cell => textOf(cell).trim()),
    )
}

describe('the accuracy page', () => {
  const page = () => readPage(out, '/accuracy/index.html')

  test('is what stands in the JSON beside it', () => {
    expect(JSON.parse(readPage(out, '/accuracy/accuracy.json'))).toEqual({
      classifier: classifierVersion,
      report,
    })
  })

  test('begins with each dangerous miss by name, the surest first, and without a link', () => {
    const first = elementsOf(page()).find(({ tagName }) => tagName === 'section')!
    expect(first).toMatchObject({ attrs: [{}, { value: 'dangerous-misses' }] })
    expect(rowsIn(first)).toEqual([
      ['<script>alert(1)</script>⟨U+202E⟩<img src=x onerror=alert(1)>', 'Destructive', 'Read', '95%'],
      ['transfer_shipnpm:quay', 'Financial', 'Write', '60%'],
    ])
    expect(textOf(first)).toContain('Of 4 tools that readers were sure are')
    expect(textOf(first)).toContain('2 (50%) were called Read or Write. In 1 of them')
    expect(elementsIn(first).filter(({ tagName }) => tagName === 'a')).toEqual([])
  })

  test('names false alarms, and counts them among the sure Reads', () => {
    const part = sectionOf(page(), 'false-alarms')
    expect(rowsIn(part)).toEqual([['list_shipsnpm:quay', 'Read', 'Execute', '70%']])
    expect(textOf(part)).toContain(`Of ${report.sureReads} tools`)
  })

  test('has the figures, the confusion and the calibration of the report', () => {
    const figures = rowsIn(sectionOf(page(), 'figures')).map(([, right]) => right)
    const rates = [
      report.category,
      report.categoryWithAlt,
      report.sureCategory,
      report.risk,
      report.riskWithAlt,
      report.severity,
    ]
    expect(figures).toEqual(rates.map(({ right, of }) => `${right} of ${of}`))
    expect(rowsIn(sectionOf(page(), 'confusion')).map(([, ...counts]) => counts.map(Number))).toEqual(
      Object.values(report.confusion).map(row => Object.values(row)),
    )
    const positives = rowsIn(sectionOf(page(), 'rates')).map(([, labels]) => Number(labels))
    expect(positives).toEqual(
      [...Object.values(report.categories), ...Object.values(report.capabilities)].map(row => row.positives),
    )
    const calibration = sectionOf(page(), 'calibration')
    expect(rowsIn(calibration).map(row => row.at(-1))).toEqual(
      report.calibration.map(({ accuracy, count }) => `${Math.round(accuracy * count)} of ${count}`),
    )
    const dots = elementsIn(calibration).filter(({ tagName }) => tagName === 'circle')
    expect(dots).toHaveLength(report.calibration.length)
  })

  test('lets no name of a tool become markup', () => {
    const elements = elementsOf(page())
    const data = (each: (typeof elements)[number]) => attribute(each, 'type') === 'application/ld+json'
    for (const script of elements.filter(each => each.tagName === 'script' && !data(each))) {
      expect(attribute(script, 'src'), textOf(script)).toMatch(/^\/_astro\/[\w.-]+\.js$/)
      expect(textOf(script)).toBe('')
    }
    expect(elements.filter(each => each.tagName === 'img')).toEqual([])
    expect(page()).not.toMatch(/[\u202a-\u202e]/)
  })

  test('is linked from every page, and warns of nothing where it is of the labels shown', () => {
    for (const file of filesOf(out).filter(each => each.endsWith('.html'))) {
      const links = elementsOf(readPage(out, file)).filter(each => attribute(each, 'href') === '/accuracy/')
      expect(links.length, file).toBeGreaterThanOrEqual(2)
    }
    expect(page()).not.toContain('data-mismatch')
    expect(page()).toContain(`all ${tools.length} labels`)
  })
})

describe('a catalogue with labels by another classifier', () => {
  const other = join(root, 'other')
  beforeAll(async () => {
    const path = join(root, 'other.sqlite')
    writeCatalogue(path, older)
    await buildSite({
      cataloguePath: path,
      outDirectory: other,
      accuracy: { classifier: classifierVersion, report: evaluate([]) },
    })
  }, 180_000)

  test('is told apart from what was measured', () => {
    const notice = elementsOf(readPage(other, '/accuracy/index.html')).find(
      each => attribute(each, 'data-mismatch') !== undefined,
    )!
    expect(textOf(notice)).toContain('These figures are not of 1 of the labels')
    expect(textOf(notice)).toContain('1 label of 5 was made by <b>older</b>')
  })

  test('has no link to a rule that is no more', () => {
    const [segment] = toolSegments(['delete_berth'])
    const why = sectionOf(readPage(other, `${serverPath(server.id)}${segment}/index.html`), 'why')
    expect(textOf(why)).toContain('by the rule ../<i>gone</i>')
    expect(elementsIn(why).filter(({ tagName }) => tagName === 'i')).toEqual([])
    expect(ruleLinksIn(why)).toEqual([])
  })

  test('says of nothing measured that it was not', () => {
    const text = textOf(sectionOf(readPage(other, '/accuracy/index.html'), 'dangerous-misses'))
    expect(text).toContain('this was not measured')
    expect(readPage(other, '/accuracy/index.html')).not.toContain('NaN')
  })
})

describe('the pages of the rules', () => {
  test('are one for each rule, with why and with each example', () => {
    for (const { id, why, hits, misses } of ruleCatalogue) {
      const text = elementsOf(readPage(out, `/rules/${id}/index.html`)).filter(
        ({ tagName }) => tagName === 'main',
      )
      expect(textOf(text[0]!)).toContain(why.replaceAll('`', ''))
      const shown = elementsIn(text[0]!).filter(({ tagName }) => tagName === 'pre')
      expect(shown.map(each => JSON.parse(textOf(each)))).toEqual(
        [...hits, ...misses].map(({ tool }) => tool),
      )
    }
    expect(rowsIn(elementsOf(readPage(out, '/rules/index.html'))[0]!).map(([id]) => id)).toEqual(
      ruleCatalogue.map(({ id }) => id),
    )
  })

  test('count and link the tools whose label rests on the rule first', () => {
    const rows = new Map(
      rowsIn(elementsOf(readPage(out, '/rules/index.html'))[0]!).map(([id, , ...counts]) => [id, counts]),
    )
    for (const { id } of ruleCatalogue) {
      const decided = verdicts.filter(
        ({ evidence, category }) =>
          evidence.find(each => each.weight > 0 && each.toward === category)?.rule === id,
      )
      const showed = verdicts.filter(each => each.capabilityEvidence.some(({ rule }) => rule === id))
      expect(rows.get(id), id).toEqual([String(decided.length), String(showed.length)])
      const linked = elementsOf(readPage(out, `/rules/${id}/index.html`)).filter(
        each => each.tagName === 'a' && attribute(each, 'class') === 'mono',
      )
      expect(linked.map(textOf).sort(), id).toEqual([...decided, ...showed].map(({ name }) => name).sort())
    }
  })

  test('are linked from the evidence of a tool', () => {
    const [segment] = toolSegments(['delete_berth'])
    const why = sectionOf(readPage(out, `${serverPath(server.id)}${segment}/index.html`), 'why')
    expect(ruleLinksIn(why)).toEqual(verdicts[0]!.evidence.map(({ rule }) => `/rules/${rule}/`))
  })
})

function ruleLinksIn(section: Parameters<typeof elementsIn>[0]): string[] {
  return elementsIn(section)
    .flatMap(each => attribute(each, 'href') ?? [])
    .filter(href => href.startsWith('/rules/'))
}

describe('what a killed build left', () => {
  /** No process has so high a number. */
  const dead = 2 ** 30

  function leave(name: string, mark: object | null): string {
    const directory = join(root, name)
    mkdirSync(join(directory, 'site'), { recursive: true })
    if (mark) writeFileSync(join(directory, 'build.json'), JSON.stringify(mark))
    return basename(directory)
  }

  test('is removed at the next build, and nothing else is', async () => {
    const host = hostname()
    leave('.swept-aaaaaa', { builder: 'placard', host, process: dead })
    const kept = [
      leave('.swept-bbbbbb', { builder: 'placard', host, process: process.pid }),
      leave('.swept-cccccc', { builder: 'placard', host: `not-${host}`, process: dead }),
      leave('.swept-dddddd', null),
      leave('.swept-photographs', { builder: 'placard', host, process: dead }),
      leave('.swept2-aaaaaa', { builder: 'placard', host, process: dead }),
    ]
    const only = leave('.swept-eeeeee', { builder: 'placard', host, process: dead })
    mkdirSync(join(root, only, 'old'))
    const left = () => readdirSync(root).filter(name => name.startsWith('.'))
    await buildSite({ cataloguePath, outDirectory: join(root, 'swept') })
    expect(left().sort()).toEqual([...kept, only].sort())
    await buildSite({ cataloguePath, outDirectory: join(root, 'swept') })
    expect(left().sort()).toEqual(kept.sort())
  }, 180_000)
})
