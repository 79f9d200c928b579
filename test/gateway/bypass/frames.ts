import { type BypassCase, callText, forbidden } from './case.ts'

const erase = callText('erase_everything')
const harmless = callText('say', { text: 'hello' })
const half = erase.length >> 1
const bytes = (text: string, encoding: BufferEncoding) => Buffer.from(text, encoding)

/** How messages are cut, joined and encoded. */
export const frameCases: BypassCase[] = [
  { name: 'a call in two pieces', send: [erase.slice(0, half), `${erase.slice(half)}\n`], sees: 'denial' },
  { name: 'a call byte by byte', send: [...erase, '\n'], sees: 'denial' },
  {
    name: 'a call cut within a character',
    send: splitWithin(callText('erase_everything', { text: `é${forbidden}` })),
    sees: 'denial',
  },
  {
    name: 'two calls in one piece',
    send: [`${callText('erase_everything', {}, 1)}\n${erase}\n`],
    sees: 'denial',
  },
  { name: 'a carriage return before the line end', send: [`${erase}\r\n`], sees: 'denial' },
  { name: 'a harmless call with a carriage return', send: [`${harmless}\r\n`], sees: 'answer' },
  { name: 'empty lines around a call', send: [`\n\r\n\n${erase}\n\n`], sees: 'denial' },
  { name: 'white space around a call', send: [`  \t ${erase} \t \n`], sees: 'denial' },
  { name: 'two messages on one line', send: [`${harmless}${erase}\n`], sees: 'error' },
  { name: 'two messages with a space between', send: [`${harmless} ${erase}\n`], sees: 'error' },
  { name: 'two messages with a comma between', send: [`${harmless},${erase}\n`], sees: 'error' },
  { name: 'two messages with a carriage return between', send: [`${harmless}\r${erase}\n`], sees: 'error' },
  {
    name: 'a message within a message, between carriage returns',
    send: [`{"jsonrpc":"2.0","id":"case","method":"ping","params":\r${erase}\r}\n`],
    sees: 'answer',
    // It passes as parameters on one line, where no reader of lines finds a message: see `passes`.
  },
  ...['\u2028', '\u2029', '\u0085'].map(
    (separator): BypassCase => ({
      name: `a message within a text, between U+${separator.charCodeAt(0).toString(16)}`,
      send: [`${callText('say', { text: `x${separator}${erase}${separator}` })}\n`],
      sees: 'answer',
    }),
  ),
  { name: 'a byte order mark', send: [`\ufeff${erase}\n`], sees: 'error' },
  { name: 'UTF-16, little end first', send: [bytes(`\ufeff${erase}\n`, 'utf16le'), '\n'], sees: 'error' },
  { name: 'UTF-16 without a mark', send: [bytes(`${erase}\n`, 'utf16le'), '\n'], sees: 'error' },
  {
    name: 'Latin-1',
    send: [bytes(callText('erase_everything', { text: `é${forbidden}` }), 'latin1'), '\n'],
    sees: 'error',
  },
  { name: 'an overlong slash in the method', send: withBytes('/', [0xc0, 0xaf]), sees: 'error' },
  { name: 'an overlong letter in the name', send: withBytes('e', [0xc1, 0xa5]), sees: 'error' },
  { name: 'half of a surrogate pair in UTF-8', send: withBytes('e', [0xed, 0xa0, 0x80]), sees: 'error' },
  { name: 'a code point beyond Unicode', send: withBytes('e', [0xf4, 0x90, 0x80, 0x80]), sees: 'error' },
  { name: 'a raw NUL before the message', send: [`\0${erase}\n`], sees: 'error' },
  { name: 'a raw NUL behind the message', send: [`${erase}\0\n`], sees: 'error' },
  { name: 'a raw NUL in the name', send: [`${erase.replace('erase', 'er\0ase')}\n`], sees: 'error' },
  {
    name: 'a raw control character in the name',
    send: [`${erase.replace('erase', 'er\x1base')}\n`],
    sees: 'error',
  },
  { name: 'a comment behind the message', send: [`${erase}// harmless\n`], sees: 'error' },
  {
    name: 'a comment within the message',
    send: [`${erase.replace('{', '{/* harmless */')}\n`],
    sees: 'error',
  },
  { name: 'a comma too many', send: [`${erase.slice(0, -1)},}\n`], sees: 'error' },
  { name: 'single quotes', send: [`${erase.replaceAll('"', "'")}\n`], sees: 'error' },
  { name: 'keys without quotes', send: [`${erase.replaceAll(/"(\w+)":/g, '$1:')}\n`], sees: 'error' },
  {
    name: 'NaN among the arguments',
    send: [`${callText('erase_everything', { n: 0, forbidden }).replace(':0', ':NaN')}\n`],
    sees: 'error',
  },
  {
    name: 'a headline as of other protocols',
    send: [`Content-Length: ${erase.length}\r\n\r\n${erase}\n`],
    sees: 'denial',
  },
  { name: 'a number alone', send: ['1\n'], sees: 'error' },
  { name: 'a string that holds a call', send: [`${JSON.stringify(erase)}\n`], sees: 'error' },
  { name: 'null alone', send: ['null\n'], sees: 'error' },
]

/** The line with one character of the name or method replaced by raw bytes. */
function withBytes(character: string, raw: number[]): Uint8Array[] {
  const at = erase.indexOf(character, erase.indexOf('method":"') + 9)
  return [
    Buffer.concat([
      Buffer.from(erase.slice(0, at)),
      Buffer.from(raw),
      Buffer.from(`${erase.slice(at + 1)}\n`),
    ]),
  ]
}

function splitWithin(text: string): Uint8Array[] {
  const whole = Buffer.from(`${text}\n`)
  const at = whole.indexOf(0xc3) + 1
  return [whole.subarray(0, at), whole.subarray(at)]
}
