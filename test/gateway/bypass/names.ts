import { type BypassCase, callText, forbidden, messageText } from './case.ts'

const named = (name: unknown) => [
  `${messageText(`"id":"case","method":"tools/call","params":{"name":${JSON.stringify(name)},"arguments":{"text":"${forbidden}"}}`)}\n`,
]
const spelt = [
  'Erase_Everything',
  'ERASE_EVERYTHING',
  ' erase_everything',
  'erase_everything ',
  'erase_everything\n',
  'erase_everything\0',
  'erase_\u200beverything',
  'erase_everything\ufeff',
  'era\u00adse_everything',
  'era\u017fe_everything',
  'erase_everyth\u0131ng'.replace('\u0131', '\u2139'),
  '\uff45rase_everything',
  '\u{1d41e}rase_everything',
  'erase_everything\u2028',
  '\u202eerase_everything',
]

/** What the name of a tool can be made to look like, where everything is allowed but one tool. */
export const nameCases: BypassCase[] = [
  { name: 'the name as it is', send: named('erase_everything'), policy: 'open', sees: 'denial' },
  ...spelt.map(
    (name): BypassCase => ({
      name: `the name ${JSON.stringify(name)}`,
      send: named(name),
      policy: 'open',
      sees: 'denial',
    }),
  ),
  {
    name: 'the name with an escape',
    send: [`${callText('erase_everything').replace('erase', '\\u0065rase')}\n`],
    policy: 'open',
    sees: 'denial',
  },
  ...[5, null, true, ['erase_everything'], { name: 'erase_everything' }].map(
    (name): BypassCase => ({
      name: `the name as ${JSON.stringify(name)}`,
      send: named(name),
      policy: 'open',
      sees: 'error',
    }),
  ),
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'tools', ''].map(
    (name): BypassCase => ({
      name: `the name ${JSON.stringify(name)} under default deny`,
      send: named(name),
      sees: 'denial',
    }),
  ),
  { name: 'a name of a megabyte', send: named('x'.repeat(1_000_000)), sees: 'denial' },
  { name: 'a tool that the policy does not know', send: named('twice'), sees: 'denial' },
  { name: 'a tool whose definition is not the one pinned', send: named('pinned'), sees: 'denial' },
  { name: 'a tool whose description speaks to the model', send: named('poisoned'), sees: 'denial' },
  { name: 'a tool that a person has to agree to', send: named('ask_first'), sees: 'denial' },
]
