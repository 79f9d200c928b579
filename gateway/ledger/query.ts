/** Runs one statement whose parameters are `?1`, `?2`, … : its rows, and how many rows it changed. */
export type Query = <Row>(
  sql: string,
  values?: readonly (string | number | null)[],
) => Promise<{ rows: Row[]; changes: number }>
