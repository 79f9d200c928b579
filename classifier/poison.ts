import { finder } from './reading/needles.ts'
import type { Json, PoisonFinding, ToolDefinition } from './types.ts'

/**
 * Looks for text that is aimed at the model instead of describing the tool: in the name, the title and every
 * description of the input schema. Reads at most `textLimit` characters of each.
 */
export function findPoison(definition: ToolDefinition, siblings: ReadonlySet<string>): PoisonFinding[] {
  const { name, title, description, inputSchema } = definition
  const findings: PoisonFinding[] = []
  const look = (text: string, path: readonly string[]) => {
    if (!isSuspicious(text)) return
    findings.push(...poisonIn(text.slice(0, textLimit), pointer(path), name, siblings))
  }
  look(name, ['name'])
  if (title !== undefined) look(title, ['title'])
  if (description !== undefined) look(description, ['description'])
  if (inputSchema !== undefined) lookWithin(inputSchema, ['inputSchema'], look)
  return findings.slice(0, mostFindings)
}

const textLimit = 20_000
const mostFindings = 20

type Look = (text: string, path: readonly string[]) => void

/** Looks at every description within a schema. The path is one and the same array all the time. */
function lookWithin(value: Json, path: string[], look: Look): void {
  if (value === null || typeof value !== 'object' || path.length > 9) return
  for (const key of Object.keys(value)) {
    const member = (value as { [key: string]: Json })[key]!
    if (member === null || (typeof member !== 'object' && key !== 'description')) continue
    path.push(key)
    if (key === 'description' && typeof member === 'string') look(member, path)
    else lookWithin(member, path, look)
    path.pop()
  }
}

function pointer(path: readonly string[]): string {
  return path.map(key => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function poisonIn(text: string, at: string, name: string, siblings: ReadonlySet<string>): PoisonFinding[] {
  const findings: PoisonFinding[] = []
  for (const { kind, pattern } of signs) {
    const match = kind === 'encoded-blob' && !mayHoldBlob(text) ? null : pattern.exec(text)
    if (match !== null) findings.push({ kind, at, excerpt: around(text, match.index, match[0].length) })
  }
  const other = otherTool(text, name, siblings)
  if (other !== null) findings.push({ kind: 'other-tool', at, excerpt: other })
  return findings
}

/** Every pattern runs in linear time: no repeated group holds another repetition. */
const signs: { kind: PoisonFinding['kind']; pattern: RegExp }[] = [
  {
    kind: 'invisible-characters',
    pattern: /[\u200b\u2060-\u2064\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/u,
  },
  {
    kind: 'hidden-instruction',
    pattern:
      /<important>|<system>|<secret>|\bignore (?:all |any )?(?:previous|prior|earlier|other) (?:instructions|rules|prompts)|\bdo not (?:tell|inform|mention|reveal|notify|show)(?: this| it| that)?(?: to)? the user|\bwithout (?:telling|informing|notifying) the user|\bthe user must not (?:know|see)|\bnever mention this/i,
  },
  {
    kind: 'asks-for-secret',
    pattern:
      /(?:contents? of|read|include|pass|provide|attach|send)[^.\n]{0,40}(?:~\/\.ssh|id_rsa|\.env\b|\.aws\/credentials|mcp\.json|private key file|\/etc\/passwd)/i,
  },
  { kind: 'encoded-blob', pattern: /[A-Za-z0-9+/]{160,}={0,2}|(?:\\x[0-9a-f]{2}){20,}/ },
]

/** An order to call, or not to call, a tool that this server does not have. */
function otherTool(text: string, own: string, siblings: ReadonlySet<string>): string | null {
  const match =
    /\b(?:before|after|whenever|when) (?:using|calling|you use|you call) (?:the )?[`'"]?([a-z][a-z0-9]*(?:_[a-z0-9]+)+)[`'"]?(?: tool)?,? (?:you must|always|first)/i.exec(
      text,
    )
  const named = match?.[1]?.toLowerCase()
  if (named === undefined || named === own.toLowerCase() || siblings.has(named)) return null
  return around(text, match!.index, match![0].length)
}

function around(text: string, index: number, length: number): string {
  return text.slice(Math.max(0, index - 20), index + Math.min(length, 120) + 20)
}

/**
 * Whether any sign can be in a text: it holds letters that one of them begins with, an invisible character, or a
 * long run without a space. Nearly no text does, and the signs are much slower to look for one by one.
 */
function isSuspicious(text: string): boolean {
  const end = Math.min(text.length, textLimit)
  return holdsSign(text, end) || holdsRun(text, end)
}

/** Looks for what every match of the other signs holds. */
const holdsSign = finder(
  [
    ...['<important>', '<system>', '<secret>', 'the user must not', 'never mention this', '\\x'],
    ...['all', 'any', 'previous', 'prior', 'earlier', 'other'].map(which => `ignore ${which} `),
    ...['tell', 'inform', 'mention', 'reveal', 'notify', 'show'].map(verb => `do not ${verb}`),
    ...['telling', 'informing', 'notifying'].map(verb => `without ${verb}`),
    ...['~/.ssh', 'id_rsa', '.env', '.aws/credentials', 'mcp.json', 'private key file', '/etc/passwd'],
    ...['before', 'after', 'whenever', 'when'].flatMap(when =>
      ['using', 'calling', 'you use', 'you call'].map(verb => `${when} ${verb} `),
    ),
  ],
  mayBeInvisible,
)

/** Whether a character may be one of the invisible ones, or the first half of one. */
function mayBeInvisible(code: number): boolean {
  return (code >= 0x200b && code <= 0x2069) || code === 0xdb40
}

/** This sign takes longest to look for. */
function mayHoldBlob(text: string): boolean {
  return holdsRun(text, text.length) || text.includes('\\x')
}

/** Whether 160 characters of an encoding stand in a row: the 160th, or the 320th, … is then one of them. */
function holdsRun(text: string, end: number): boolean {
  for (let middle = runLength - 1; middle < end; middle += runLength) {
    let from = middle
    while (from >= 0 && isEncoding(text.charCodeAt(from))) from--
    let to = middle
    while (to < end && to - from <= runLength && isEncoding(text.charCodeAt(to))) to++
    if (to - from - 1 >= runLength) return true
  }
  return false
}

const runLength = 160

function isEncoding(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 47 && code <= 57) || code === 43
  )
}
