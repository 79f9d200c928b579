import type { SqlDialect } from '../../types.ts'
import type { SqlReader } from '../operators.ts'
import { readsOnly } from './reads-only.ts'

/** Longer than what a person or a model writes to ask something. */
const longestStatement = 20_000

/**
 * Loads the parser behind `sql_reads_only` (some 3.5 MB of WebAssembly, a tenth of a second), and only when it
 * is asked for: hand the reader to `decide`. It answers true only for one statement that is proven to read.
 */
export async function loadSqlReader(): Promise<SqlReader> {
  const { init, parse } = await import('@guanmingchiu/sqlparser-ts')
  await init()
  return (statement, dialect) => {
    if (isReadDifferently(statement, dialect)) return false
    try {
      return readsOnly(parse(statement, parserName[dialect]))
    } catch {
      return false
    }
  }
}

const parserName = {
  postgresql: 'postgresql',
  mysql: 'mysql',
  mariadb: 'mysql',
  sqlite: 'sqlite',
  bigquery: 'bigquery',
} as const satisfies Record<SqlDialect, string>

/**
 * What the database may split into words otherwise than the parser does: block comments (MySQL runs some of
 * them, PostgreSQL nests them), and a backslash where the server's settings say what it means.
 */
function isReadDifferently(statement: string, dialect: SqlDialect): boolean {
  if (statement.length > longestStatement || /\/\*|\*\/|\0/.test(statement)) return true
  return statement.includes('\\') && dialect !== 'postgresql' && dialect !== 'sqlite'
}
