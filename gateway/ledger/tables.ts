/** The tables, in the SQL that SQLite and PostgreSQL share. `binary` makes ids sort and compare by their bytes. */
export const tables = [
  `create table if not exists entries (
    key text not null, at bigint not null, before double precision not null, amount double precision not null,
    primary key (key, at))`,
  `create table if not exists approvals (
    id text primary key, binding text not null, caller text not null, server text not null, tool text not null,
    arguments_hash text not null, policy_version text not null, who text not null, shown text not null,
    state text not null, wait_ms bigint not null, created_at bigint not null, expires_at bigint not null,
    decided_at bigint, decided_by text)`,
  'create index if not exists approvals_by_binding on approvals (binding, state)',
  'create index if not exists approvals_by_state on approvals (state, created_at)',
  `create table if not exists grants (
    id text primary key, name text not null, token_hash text not null, previous_hash text, previous_until bigint,
    policy text not null, servers text not null, created_at bigint not null, expires_at bigint,
    rotated_at bigint, revoked_at bigint)`,
  'create unique index if not exists grants_by_name on grants (name) where revoked_at is null',
]
