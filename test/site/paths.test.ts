import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pathSegment, serverPath, toolSegments } from '../../site/paths.ts'
import { hostileNames } from './hostile-server.ts'

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.stringMatching(/^[a-zA-Z0-9_.-]{0,100}$/),
  fc.constantFrom(...hostileNames),
)

describe('a segment of a path', () => {
  test('is safe on every system, whatever the name', () => {
    fc.assert(
      fc.property(anyText, text => {
        const segment = pathSegment(text)
        expect(segment).toMatch(/^[a-z0-9_-]{1,80}$/)
        expect(segment).not.toMatch(/^(index|page|con|prn|aux|nul|com\d|lpt\d)$/)
        expect(pathSegment(text)).toBe(segment)
      }),
      { numRuns: 2000 },
    )
  })

  test('belongs to one name alone', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyText, { maxLength: 60 }), texts => {
        expect(new Set(texts.map(pathSegment)).size).toBe(texts.length)
      }),
      { numRuns: 500 },
    )
  })

  test('cannot be claimed by a name that looks like another one after it was made safe', () => {
    fc.assert(
      fc.property(
        anyText,
        text => pathSegment(text) === text || pathSegment(pathSegment(text)) !== pathSegment(text),
      ),
    )
  })

  test('is the name itself where that is tame, and readable where it is not', () => {
    expect(pathSegment('delete_repository')).toBe('delete_repository')
    expect(pathSegment('get-2')).toBe('get-2')
    expect(pathSegment('Read File')).toMatch(/^read-file-[0-9a-f]{12}$/)
    expect(pathSegment('Löschen')).toMatch(/^loschen-[0-9a-f]{12}$/)
    expect(serverPath('npm:@scope/name')).toMatch(/^\/servers\/npm-scope-name-[0-9a-f]{12}\/$/)
  })
})

describe('the segments of the tools of one server', () => {
  test('are all different, even for the same name and for names that differ in case only', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(anyText, fc.constantFrom('twin', 'Twin', 'TWIN')), { maxLength: 60 }),
        names => {
          const segments = toolSegments(names)
          expect(segments).toHaveLength(names.length)
          expect(new Set(segments).size).toBe(names.length)
          for (const segment of segments) expect(segment).toMatch(/^[a-z0-9_-]{1,80}$/)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('stay the same when other tools come and go', () => {
    const [first, second] = toolSegments(['a', 'twin', 'b', 'twin']).filter((_, at) => at % 2 === 1)
    expect(toolSegments(['twin', 'twin'])).toEqual([first, second])
  })
})
