import { parse } from 'yaml'
import { fromJson } from '../evaluate/json.ts'
import { get } from '../evaluate/members.ts'
import { Exhausted, type Run, spend } from '../evaluate/run.ts'
import { define, isThing, isUnknown, thing, unknown, type Value } from '../evaluate/values.ts'
import { convertSchema } from '../tools/json-schema.ts'
import { addClass, addMethods, own, type Realm } from './realm.ts'

/** How the program would be started. */
export type World = { args: string[]; env: { [variable: string]: string } }

/** What a program sees of the machine: how it was started, and little else. */
export function addWorld(realm: Realm, { args, env }: World): void {
  const process = thing(realm.protos.object)
  process.open = true
  const variables = thing(realm.protos.object)
  for (const [name, value] of Object.entries(env)) define(variables, name, value)
  const members = {
    env: variables,
    argv: realm.array(['node', 'server', ...args]),
    platform: 'linux',
    arch: 'x64',
    version: 'v24.0.0',
    versions: realm.object({ node: '24.0.0' }),
    pid: unknown(),
    execPath: '/usr/bin/node',
  }
  for (const [name, value] of Object.entries(members)) define(process, name, value as Value)
  addMethods(realm, process, { cwd: () => '/home/user', exit: () => unknown(), on: () => process })
  realm.globals.set('process', process)
  for (const name of ['console', 'Buffer', 'crypto', 'performance', 'Intl']) {
    const open = thing(realm.protos.object)
    open.open = true
    realm.globals.set(name, open)
  }
  // For our own stand-ins.
  const convert = realm.native((run, _, args) => {
    const json = convertSchema(run, args)
    return json === null ? unknown() : fromJson(run, json)
  })
  realm.globals.set('placardJsonSchema', convert)
  realm.globals.set(
    'placardIsUnknown',
    realm.native((_, __, [value]) => isUnknown(value)),
  )
  realm.globals.set(
    'placardYaml',
    realm.native((run, _, [text]) => readYaml(run, text)),
  )
  addUrls(realm)
}

const yamlLimit = 300_000

/** Without aliases: a few of them can stand for more than any machine holds. */
function readYaml(run: Run, text: Value): Value {
  if (typeof text !== 'string' || text.length > yamlLimit) return unknown()
  spend(run, text.length)
  try {
    return fromJson(run, parse(text, { maxAliasCount: 0, logLevel: 'silent' }))
  } catch (error) {
    if (error instanceof Exhausted) throw error
    return unknown()
  }
}

function addUrls(realm: Realm): void {
  const proto = thing(realm.protos.object)
  addClass(realm, 'URL', proto, (run, _, [path, base]) => {
    const from = isThing(base) ? get(run, base, 'href') : base
    if (typeof path !== 'string' || !(from === undefined || typeof from === 'string')) return unknown()
    if (!URL.canParse(path, from)) return unknown()
    const { href, pathname, hostname, host, protocol, origin, search } = new URL(path, from)
    const url = run.realm.object({ href, pathname, hostname, host, protocol, origin, search })
    url.proto = proto
    url.open = true
    return url
  })
  addMethods(realm, proto, { toString: own((run, self) => get(run, self, 'href')) })
}
