import type { Condition, SqlDialect } from '../../types.ts'
import { sqlDialectOf } from '../argument-kind.ts'
import type { Proposer, Situation } from '../proposal.ts'
import { sqlArgument } from '../unattended.ts'
import { inWords } from '../words.ts'

/** Where nobody says which SQL it is, a statement has to be a reading one in each of these. */
const commonDialects: SqlDialect[] = ['postgresql', 'mysql', 'sqlite']
const names = {
  postgresql: 'PostgreSQL',
  mysql: 'MySQL',
  mariadb: 'MariaDB',
  sqlite: 'SQLite',
  bigquery: 'BigQuery',
} satisfies Record<SqlDialect, string>

/** Holds a tool that takes SQL to one statement that is proven to read. */
export const statementRules: Proposer = situation => {
  const { profile, verdict, name } = situation
  if (profile === 'observe' || !['Read', 'Execute'].includes(verdict.category)) return []
  const argument = sqlArgument(situation.arguments)
  if (argument === undefined) return []
  const dialects = dialectsOf(situation)
  const languages = inWords(dialects.map(dialect => names[dialect]))
  const conditions: Condition[] = dialects.map(dialect => ({
    path: argument.path,
    op: 'sql_reads_only',
    value: dialect,
  }))
  return [
    {
      part: {
        key: 'require',
        rule: { conditions, on_deny: `${argument.name} has to be one statement that only reads.` },
      },
      does: `${argument.name} has to be a single statement which a parser of ${languages} proves to read only; a second statement, a writing one, and a function that nobody knows to be harmless are refused.`,
      costs: `The agent cannot change data or tables through ${name}, and some harmless queries are refused because they cannot be proven so${dialects.length > 1 ? `, above all those that only one of ${languages} understands` : ''}.`,
      leaves: `SELECT over everything that the server’s own database user may see: the rule does not narrow which rows are read.`,
      passes: { changes: [{ keys: argument.keys, value: 'SELECT 1' }] },
      stopped: { changes: [{ keys: argument.keys, value: 'DELETE FROM orders' }] },
    },
  ]
}

function dialectsOf({ definition, server }: Situation): SqlDialect[] {
  const said = [definition.name, definition.description, server.name, server.description].join(' ')
  const dialect = sqlDialectOf(said)
  return dialect === null ? commonDialects : [dialect]
}
