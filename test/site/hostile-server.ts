import { evidence, type InventedServer, text, tool } from './invented-tool.ts'

const manyHidden = Array.from({ length: 3000 }, (_, at) => String.fromCharCode(at % 32)).join('')

/** Names that have hurt programs before: as paths, as keys, as markup, as text that is not what it seems. */
export const hostileNames = [
  '../../index',
  '__proto__',
  'constructor',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(2)>',
  "' onmouseover='alert(3)",
  'javascript:alert(4)',
  '</title></head><body onload=alert(5)>',
  '{{constructor.constructor("alert(6)")()}}',
  '$' + '{alert(7)}',
  manyHidden,
  '🧨🔥 boom 👩‍🚒',
  'ReadFile',
  'readfile',
  'READFILE',
  'index',
  'page',
  'con',
  'policy.json',
  '.',
  '..',
  '/',
  '%2e%2e%2f',
  'a\\b',
  'name with spaces',
  'safe\u202egnp.exe',
  '\u200b',
  '',
  ' ',
  'é',
  'e\u0301',
  '\ud800',
  '日本語の道具',
  'مسح_الملفات',
  'z\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308algo',
  'twin',
  'twin',
  'a'.repeat(3000),
  'x\u{e0041}\u{e0042}y',
]

const bigSchema = {
  type: 'object',
  properties: Object.fromEntries(
    Array.from({ length: 400 }, (_, at) => [
      `field_${at}`,
      {
        type: 'object',
        description: `Field ${at}. ${'Long words. '.repeat(40)}`,
        properties: { inner: text('Inside'), list: { type: 'array', items: { type: 'string' } } },
      },
    ]),
  ),
}

/** A server whose every word is an attempt. */
export const hostileServer: InventedServer = {
  at: '2026-11-01T00:00:00.000Z',
  server: {
    id: 'local:<b>"hostile"</b>/../..',
    name: '<img src=x onerror=alert(8)>\u202eevil',
    version: '1.0.0"><script>',
    description:
      '<script src="https://attacker.example/x.js"></script> [click](javascript:alert(9)) https://attacker.example/',
    homepage: 'javascript:alert(10)',
    repository: '"><svg onload=alert(11)>',
  },
  tools: [
    ...hostileNames.map((name, at) =>
      tool(
        name,
        (['Read', 'Write', 'Execute', 'Destructive', 'Financial', 'Ungraded'] as const)[at % 6]!,
        (['Low', 'Medium', 'High', 'Critical'] as const)[at % 4]!,
        ['send-out'],
        {
          title: '<i>title</i>',
          description: `</blockquote><script>alert(12)</script> <a href="https://attacker.example">here</a> ${at} ${name}`,
          inputSchema: {
            type: 'object',
            properties: JSON.parse(
              '{"__proto__":{"type":"string","description":"<script>alert(13)</script>"},"<b onclick=alert(14)>":{"type":"<u>","enum":["</td><script>alert(15)</script>"]},"toString":{"type":"string"}}',
            ),
            required: ['__proto__'],
          },
        },
        {
          summary: '<script>alert(16)</script> does it.',
          evidence: [
            evidence(
              'name-verb',
              '/inputSchema/properties/<script>alert(17)<~1script>',
              '<script>alert(18)</script>',
              'Write',
              1,
            ),
          ],
          modes: [
            {
              when: { '<script>': '</script><script>alert(19)</script>' },
              category: 'Write',
              severity: 'Medium',
            },
          ],
          capabilityEvidence: [
            {
              capability: 'send-out',
              rule: 'send-verb',
              at: '/inputSchema/properties/<script>alert(21)<~1script>',
              excerpt: '<script>alert(22)</script>',
            },
          ],
          poison: [{ kind: 'encoded-blob', at: '/description', excerpt: '<script>alert(20)</script>\u202e' }],
        },
      ),
    ),
    tool('huge', 'Write', 'Medium', ['modify-data'], {
      description: 'Words and words. '.repeat(4000),
      inputSchema: bigSchema,
    }),
    tool('strange_schema', 'Read', 'Low', [], {
      inputSchema: { type: 'object', properties: [] as never, required: 'no' },
    }),
    tool('stranger_schema', 'Read', 'Low', [], {
      inputSchema: {
        properties: {
          a: null,
          b: 3,
          c: { type: ['string', 'null'] },
          d: { $ref: '#/x/__proto__' },
          e: { anyOf: [{ type: 'string' }, { type: 'number' }] },
        },
      },
    }),
  ],
}
