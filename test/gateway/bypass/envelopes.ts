import { type BypassCase, callText, forbidden, messageText } from './case.ts'

const erase = callText('erase_everything')
const params = `{"name":"erase_everything","arguments":{"text":"${forbidden}"}}`
const harmless = '{"name":"say","arguments":{}}'
const line = (members: string): string[] => [`${messageText(members)}\n`]
const call = (more: string): string[] => line(`"id":"case","method":"tools/call",${more}`)

/** What the envelope of a message can be made to say. */
export const envelopeCases: BypassCase[] = [
  { name: 'a batch of one', send: [`[${erase}]\n`], sees: 'error' },
  {
    name: 'a batch of a harmless and a forbidden call',
    send: [`[${callText('say', {})},${erase}]\n`],
    sees: 'error',
  },
  { name: 'a batch within a batch', send: [`[[${erase}]]\n`], sees: 'error' },
  { name: 'an empty batch', send: ['[]\n'], sees: 'error' },
  {
    name: 'a batch of notifications',
    send: [`[${messageText(`"method":"tools/call","params":${params}`)}]\n`],
    sees: 'error',
  },
  { name: 'a call without an id', send: line(`"method":"tools/call","params":${params}`), sees: 'nothing' },
  {
    name: 'a call as a notification of the same name',
    send: line(`"method":"notifications/tools/call","id":"case","params":${params}`),
    sees: 'error',
  },
  {
    name: 'the method twice',
    send: line(`"id":"case","method":"ping","method":"tools/call","params":${params}`),
    sees: 'error',
  },
  {
    name: 'the method twice, the other way round',
    send: line(`"id":"case","method":"tools/call","method":"ping","params":${params}`),
    sees: 'error',
  },
  {
    name: 'the method twice, once escaped',
    send: line(`"id":"case","method":"ping","m\\u0065thod":"tools/call","params":${params}`),
    sees: 'error',
  },
  {
    name: 'the method in other letters beside',
    send: line(`"id":"case","method":"ping","Method":"tools/call","params":${params}`),
    sees: 'error',
  },
  {
    name: 'the method in capitals alone',
    send: line(`"id":"case","METHOD":"tools/call","params":${params}`),
    sees: 'error',
  },
  { name: 'the parameters twice', send: call(`"params":${harmless},"params":${params}`), sees: 'error' },
  {
    name: 'the parameters twice, the other way round',
    send: call(`"params":${params},"params":${harmless}`),
    sees: 'error',
  },
  {
    name: 'the parameters in other letters beside',
    send: call(`"params":${harmless},"Params":${params}`),
    sees: 'error',
  },
  {
    name: 'the parameters with a long s',
    send: call(`"params":${harmless},"param\u017f":${params}`),
    sees: 'error',
  },
  { name: 'the id twice', send: call(`"params":${params},"id":"other"`), sees: 'error' },
  {
    name: 'a key that JSON-RPC does not have',
    send: call(`"params":${harmless},"extra":${params}`),
    sees: 'error',
  },
  {
    name: 'the prototype in the envelope',
    send: [`{"jsonrpc":"2.0","id":"case","__proto__":{"method":"tools/call","params":${params}}}\n`],
    sees: 'error',
  },
  {
    name: 'the constructor in the envelope',
    send: call(`"params":${harmless},"constructor":{"prototype":${params}}`),
    sees: 'error',
  },
  { name: 'another version of JSON-RPC', send: [`${erase.replace('"2.0"', '"1.0"')}\n`], sees: 'error' },
  { name: 'no version of JSON-RPC', send: [`${erase.replace('"jsonrpc":"2.0",', '')}\n`], sees: 'error' },
  { name: 'the version as a number', send: [`${erase.replace('"2.0"', '2.0')}\n`], sees: 'error' },
  { name: 'a null id', send: [`${erase.replace('"case"', 'null')}\n`], sees: 'error' },
  { name: 'an object as id', send: [`${erase.replace('"case"', '{"a":1}')}\n`], sees: 'error' },
  { name: 'a list as id', send: [`${erase.replace('"case"', '[1]')}\n`], sees: 'error' },
  { name: 'true as id', send: [`${erase.replace('"case"', 'true')}\n`], sees: 'error' },
  { name: 'half a number as id', send: [`${erase.replace('"case"', '1.5')}\n`], sees: 'error' },
  {
    name: 'an id beyond what doubles hold',
    send: [`${erase.replace('"case"', '9007199254740993')}\n`],
    sees: 'error',
  },
  {
    name: 'an id of a hundred digits',
    send: [`${erase.replace('"case"', '9'.repeat(100))}\n`],
    sees: 'error',
  },
  { name: 'an id without end', send: [`${erase.replace('"case"', '1e999')}\n`], sees: 'error' },
  {
    name: 'an id of a megabyte',
    send: [`${erase.replace('"case"', JSON.stringify('x'.repeat(1_000_000)))}\n`],
    sees: 'error',
  },
  { name: 'a request that is an answer too', send: call(`"params":${params},"result":{}`), sees: 'error' },
  {
    name: 'an error beside the method',
    send: call(`"params":${params},"error":{"code":1,"message":""}`),
    sees: 'error',
  },
  { name: 'an answer that nobody asked for', send: line(`"id":"case","result":${params}`), sees: 'nothing' },
  {
    name: 'a list of parameters',
    send: call(`"params":["erase_everything",{"text":"${forbidden}"}]`),
    sees: 'error',
  },
  { name: 'a text of parameters', send: call(`"params":${JSON.stringify(params)}`), sees: 'error' },
  { name: 'parameters that are null', send: call('"params":null'), sees: 'error' },
  { name: 'no parameters', send: line('"id":"case","method":"tools/call"'), sees: 'error' },
  {
    name: 'a method that is a list',
    send: line(`"id":"case","method":["tools/call"],"params":${params}`),
    sees: 'error',
  },
  {
    name: 'a method that is a number',
    send: line(`"id":"case","method":1,"params":${params}`),
    sees: 'error',
  },
  ...[
    'Tools/Call',
    'TOOLS/CALL',
    'tools/call ',
    ' tools/call',
    'tools/\tcall',
    'tools/call\\u0000',
    'tools/call\\n',
    'tools/c\u200ball',
    'tools/cal\u017f',
    'tools/\uff43all',
    'tools/call\ufeff',
    'tools/call/stream',
    'tools//call',
    'tools/Call',
    'tools/invoke',
  ].map(
    (method): BypassCase => ({
      name: `the method ${JSON.stringify(method)}`,
      send: line(`"id":"case","method":"${method.replaceAll('\t', '\\t')}","params":${params}`),
      sees: 'error',
    }),
  ),
]
