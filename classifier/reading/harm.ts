import type { GradedCategory } from '../types.ts'
import { nounsToo } from './nouns-too.ts'
import { among } from './per-word.ts'
import type { Reading } from './read-definition.ts'
import type { Sense } from './sense.ts'

/**
 * The harm that the name, or the first sentence with the parameters, show so plainly that no text beside them
 * can make a Read of it, whatever it promises: removing, paying, running what the caller writes. Null where
 * there is none.
 */
export function plainHarm(reading: Reading): GradedCategory | null {
  const { name, verbAt, nameSense, lead } = reading
  const named = name[verbAt]
  if (named !== undefined && nameSense !== null) {
    if (
      named.verbKinds.includes('run') &&
      nameSense.category === 'Execute' &&
      reading.parameters.some(takesCode)
    )
      return 'Execute'
    if ((!nounsToo.has(named.text) || nameSense.byObject) && isPlain(nameSense, named.verb))
      return nameSense.category
    if (nameSense.category === 'Read') return null
  }
  if (lead === null && named !== undefined && nameSense !== null) return makesMedia(reading) ? 'Write' : null
  const said = lead?.main
  if (!said?.direct || !lead?.sense) return null
  return isPlain(lead.sense, said.token.word.verb) ? lead.sense.category : null
}

/**
 * Whether the name alone says that a secret is given out: `get_secret`, `reveal_api_key`, but not `list_secrets`,
 * which is of their names, and not `get_user_by_api_key`.
 */
export function givesSecret({ name, verbAt }: Reading): boolean {
  if (verbAt === -1 || !revealing.has(name[verbAt]!.verb)) return false
  const by = name.findIndex(({ text }) => text === 'by' || text === 'from' || text === 'for')
  const thing = by === -1 ? name : name.slice(0, by)
  const last = thing.at(-1)?.text ?? ''
  return secrets.has(last) || secretPairs.has(`${thing.at(-2)?.text} ${last}`)
}

const revealing = new Set('get read reveal show export fetch retrieve view dump decrypt'.split(' '))
const secrets = new Set(
  'secret secrets password passwords credential credentials passphrase mnemonic cookie cookies'.split(' '),
)
const secretPairs = new Set([
  ...['private key', 'api key', 'access key', 'secret key', 'signing key'],
  ...['access token', 'api token', 'auth token', 'bearer token', 'secret value', 'seed phrase'],
  ...['environment variable', 'environment variables', 'env vars', 'env var', 'connection string'],
])

/** What makes an image or a voice, and says no more, leaves it behind: nine readings of ten have it so. */
function makesMedia({ name, verbAt, nameSense, object, server }: Reading): boolean {
  const things = object.length > 0 ? object : server.words.slice(0, 4)
  return (
    nameSense?.category === 'Write' &&
    nameSense.byObject &&
    name[verbAt]!.verbKinds.includes('make') &&
    things.some(({ nounKinds }) => nounKinds.includes('media'))
  )
}

function isPlain({ category }: Sense, verb: string): boolean {
  if (category === 'Execute') return plainRuns.has(verb)
  return (category === 'Destructive' || category === 'Financial') && plainLosses.has(verb)
}

const plainRuns = new Set(
  'exec eval shell bash deploy redeploy restart reboot kill shutdown click press tap terminate spawn'.split(
    ' ',
  ),
)
const plainLosses = new Set(
  'delete remove drop destroy purge wipe truncate erase uninstall flush reset terminate revoke overwrite obliterate nuke pay buy sell refund withdraw transfer send charge purchase stake unstake swap donate order trade deposit mint bridge borrow repay'.split(
    ' ',
  ),
)

function takesCode({ depth, words }: Reading['parameters'][number]): boolean {
  return depth === 0 && words.some(isCodeWord)
}

const isCodeWord = among('code script command cmd commands shell javascript python program')
