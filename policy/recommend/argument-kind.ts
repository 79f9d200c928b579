import type { ToolDefinition } from '../../classifier/index.ts'
import type { SqlDialect } from '../types.ts'
import type { ToolArgument } from './arguments.ts'

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

type Described = Pick<ToolArgument, 'name' | 'type' | 'description' | 'values'>
type Rule = { kind: ArgumentKind; types: (string | null)[]; names: RegExp; unless?: RegExp; where?: RegExp }

// Names are compared as words joined by spaces: `dryRun`, `dry_run` and `dry-run` are all `dry run`.
const rules: Rule[] = [
  {
    kind: 'dry-run',
    types: ['boolean'],
    names: /^(is )?(dry run|preview|preview only|simulate|validate only|check only|what if)$/,
  },
  {
    kind: 'force',
    types: ['boolean'],
    names:
      /^(is |use )?(force|forced|recursive|recursively|cascade|purge|prune|hard|permanent|permanently)( (deletes?|deletion|remove|removal|update|deploy|push|overwrite|sync|with lease|conflicts|option))?$|^(skip (confirm\w*|validation|checks?|hooks|security check)|no verify|bypass \w+|ignore (errors|safety|protection|warnings)|delete all|all versions)$/,
  },
  { kind: 'blind-copy', types: ['string', null], names: /^bcc\b/ },
  {
    kind: 'recipient',
    types: ['string', null],
    names:
      /^(to|cc|mailto|recipients?|(to|cc) (emails?|address(es)?|email address(es)?|recipients?|numbers?|users?)|recipient (emails?|address(es)?|ids?|account|wallet)|payees?|beneficiar(y|ies)|(payee|beneficiary) (id|email|account|address)|to (account|wallet|iban)|destination (account|wallet)|emails?|email address(es)?|attendees?|invitees?|phone( numbers?)?)$/,
  },
  {
    kind: 'amount',
    types: ['number', 'integer'],
    names: /^(\w+ )?amount( (cents|usd|eur|sats|decimal|in cents|minor))?$|^sum$|^total$/,
    unless: /^(min|max|minimum|maximum|base|target|paid|due)\b/,
  },
  {
    kind: 'sql',
    types: ['string'],
    names: /^(sql|query|statement|sql (query|statement|text|command|script)|query (text|string|sql))$/,
    where: /\bsql\b|\bselect\b.{0,200}\bfrom\b|postgres|mysql|mariadb|sqlite|bigquery|\bdatabase query\b/i,
  },
  {
    kind: 'code',
    types: ['string'],
    names:
      /^((base )?commands?|cmd|script|code|shell|source code|expression|snippet|program|javascript|python)( (line|text|body|string))?$/,
  },
  {
    kind: 'url',
    types: ['string'],
    names: /(^|\b)(url|urls|uri|uris|webhook|href)$/,
    unless: /\b(avatar|icon|logo|redirect|resource|return|callback) ur[il]s?$/,
  },
  {
    kind: 'path',
    types: ['string'],
    names:
      /(^|\b)(paths?|files?|file ?paths?|file ?names?|dir|directory|directories|folder ?path|cwd|working dir(ectory)?)$/,
    unless: /\b(x|json|url|api|class|key|field|object|css|route) ?paths?$|^(x|json) ?path$/,
  },
  {
    kind: 'path',
    types: ['string'],
    names: /^(source|src|destination|dest|target)$/,
    where: /\b(files?|director(y|ies)|folders?|paths?)\b/i,
  },
]

/** What an argument is for, by its name and its type; null where neither says. */
export function argumentKind(argument: Described, definition: ToolDefinition): ArgumentKind | null {
  // A choice from a list is bounded already.
  if (argument.values.length > 0) return null
  const words = wordsOf(argument.name)
  const rule = rules.find(
    rule =>
      rule.types.includes(argument.type) &&
      rule.names.test(words) &&
      !rule.unless?.test(words) &&
      (rule.where === undefined || rule.where.test(said(argument, definition))),
  )
  return rule?.kind ?? null
}

function said(argument: Described, definition: ToolDefinition): string {
  return `${definition.name} ${argument.description} ${definition.description ?? ''}`.slice(0, 20_000)
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
