import type { Json, PoisonFinding, ToolDefinition } from './types.ts'

/**
 * Looks for text that is aimed at the model instead of describing the tool: in the name, the title and every
 * description of the input schema. Reads at most `textLimit` characters of each.
 */
export function findPoison(definition: ToolDefinition, siblings: ReadonlySet<string>): PoisonFinding[] {
  const findings: PoisonFinding[] = []
  for (const [at, text] of textsOf(definition)) {
    for (const { kind, pattern } of signs) {
      const match = pattern.exec(text)
      if (match !== null) findings.push({ kind, at, excerpt: around(text, match.index, match[0].length) })
    }
    const other = otherTool(text, definition.name, siblings)
    if (other !== null) findings.push({ kind: 'other-tool', at, excerpt: other })
  }
  return findings.slice(0, mostFindings)
}

const textLimit = 20_000
const mostFindings = 20

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

function* textsOf({ name, title, description, inputSchema }: ToolDefinition): Generator<[string, string]> {
  yield ['/name', name.slice(0, textLimit)]
  if (title !== undefined) yield ['/title', title.slice(0, textLimit)]
  if (description !== undefined) yield ['/description', description.slice(0, textLimit)]
  if (inputSchema !== undefined) yield* descriptionsWithin(inputSchema, '/inputSchema', 0)
}

function* descriptionsWithin(value: Json, at: string, depth: number): Generator<[string, string]> {
  if (value === null || typeof value !== 'object' || depth > 8) return
  for (const key of Object.keys(value)) {
    const member = (value as { [key: string]: Json })[key]!
    const place = `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
    if (key === 'description' && typeof member === 'string') yield [place, member.slice(0, textLimit)]
    else yield* descriptionsWithin(member, place, depth + 1)
  }
}
