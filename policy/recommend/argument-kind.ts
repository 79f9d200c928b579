import type { Json, ToolDefinition } from '../../classifier/index.ts'
import type { SqlDialect } from '../types.ts'

/** What an argument decides about a call, where its name says so. */
export type ArgumentKind =
  | 'path'
  | 'url'
  | 'sql'
  | 'amount'
  | 'recipient'
  | 'blind-copy'
  | 'dry-run'
  | 'force'
  | 'code'

type Described = { name: string; type: string | null; description: string; format: Json | undefined }
type Rule = { kind: ArgumentKind; types: (string | null)[]; names: RegExp; unless?: RegExp; where?: RegExp }

// Names are compared as words joined by spaces: `dryRun`, `dry_run` and `dry-run` are all `dry run`.
const rules: Rule[] = [
  {
    kind: 'dry-run',
    types: ['boolean'],
    names: /\b(dry run|preview( only)?|simulate|validate only|check only|what if)$/,
  },
  {
    kind: 'force',
    types: ['boolean'],
    names:
      /\b(force[ds]?|recursive|recursively|cascade|purge|prune|hard|permanent|permanently|skip (confirm\w*|validation|checks?|hooks)|no verify|bypass \w+|ignore (errors|safety|protection|warnings)|delete all|all versions)\b/,
    unless: /\b(refresh|reload|color|colour)\b/,
  },
  { kind: 'blind-copy', types: ['string', null], names: /^bcc\b/ },
  {
    kind: 'recipient',
    types: ['string', null],
    names:
      /^(to|cc|recipients?|to (emails?|address(es)?|recipients?|numbers?|users?)|recipient (emails?|address(es)?|ids?)|emails?|attendees?|invitees?|phone( numbers?)?)( emails?)?$/,
  },
  {
    kind: 'amount',
    types: ['number', 'integer'],
    names: /^(amount|sum|total)( \w+)?$|^(\w+ )?(amount|total)( (cents|usd|eur|in cents|minor))?$/,
    unless: /\b(count|pages?|results?|items?|tokens)\b/,
  },
  {
    kind: 'sql',
    types: ['string'],
    names: /^(sql|query|statements?|sql (query|statement|text|command)|query (text|string|sql))$/,
    where: /\bsql\b|\bselect\b.*\bfrom\b|postgres|mysql|mariadb|sqlite|bigquery|\bdatabase query\b/i,
  },
  {
    kind: 'code',
    types: ['string'],
    names:
      /^(commands?|cmd|script|code|shell|source code|expression|snippet|program|javascript|python)( (line|text|body))?$/,
  },
  {
    kind: 'url',
    types: ['string'],
    names: /(^|\b)(url|urls|uri|uris|webhook|webhook url|endpoint|endpoint url|href)$/,
    unless: /\b(image|avatar|icon|logo|redirect|resource) ur[il]$/,
  },
  {
    kind: 'path',
    types: ['string'],
    names:
      /(^|\b)(paths?|files?|file ?paths?|file ?names?|dir|directory|directories|folder ?path|cwd|working dir(ectory)?)$/,
    unless:
      /\b(x ?path|json ?path|url path|api path|class ?path|id|field|key|object|css) ?(paths?)?$|^(url|api|json|x|field|key) ?path$/,
  },
]

/** What an argument is for, by its name and its type; null where neither says. */
export function argumentKind(argument: Described, definition: ToolDefinition): ArgumentKind | null {
  const words = wordsOf(argument.name)
  const around = `${definition.name} ${definition.description ?? ''} ${argument.description}`.slice(0, 20_000)
  const rule = rules.find(
    rule =>
      rule.types.includes(argument.type) &&
      rule.names.test(words) &&
      !rule.unless?.test(words) &&
      (rule.where === undefined || rule.where.test(around)),
  )
  return rule?.kind ?? null
}

/** Which SQL a tool speaks, by what it says of itself; null where it does not say. */
export function sqlDialectOf(text: string): SqlDialect | null {
  const said = text.slice(0, 20_000)
  if (/mariadb/i.test(said)) return 'mariadb'
  if (/mysql/i.test(said)) return 'mysql'
  if (/postgres|supabase|neon|timescale|redshift|cockroach/i.test(said)) return 'postgresql'
  if (/sqlite|libsql|\bd1\b|turso/i.test(said)) return 'sqlite'
  if (/bigquery/i.test(said)) return 'bigquery'
  return null
}

function wordsOf(name: string): string {
  return name
    .slice(0, 100)
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[^A-Za-z0-9]+/g, ' ')
    .trim()
    .toLowerCase()
}
