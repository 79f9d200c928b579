import { perWord } from '../reading/per-word.ts'
import { type ServerReading, stemsOf } from '../reading/read-server.ts'
import { stemOf } from '../reading/stem.ts'
import { link, type Term, term } from '../reading/term.ts'
import type { Word } from '../reading/word.ts'
import { beside, withThe } from './links.ts'
import type { Rule } from './rule.ts'

export const parameterRole: Rule = {
  id: 'parameter-role',
  learns: 'capabilities',
  why: 'Parts that parameters play together: a recipient and a text, an address to fetch, a prompt for a model.',
  observe: ({ parameters, name, verbAt }, see) => {
    const found = new Map<Term, { at: string; said: string }>()
    for (const { depth, words, at, name: said } of parameters) {
      if (depth > 0) continue
      for (const word of words) {
        const role = roleOf(word)
        if (role !== null && !found.has(role)) found.set(role, { at, said: said.slice(0, 60) })
      }
    }
    const kind = name[verbAt]?.as.verbKinds[0] ?? nothing
    const roles = [...found]
    for (const [index, [role, { at, said }]] of roles.entries()) {
      see(at, said, role)
      see(at, said, kind, withThe, role)
      for (const [other] of roles.slice(index + 1)) {
        const [first, second] = role.text < other.text ? [role, other] : [other, role]
        see(at, said, first, and, second)
      }
    }
  },
  hits: [
    { tool: withParameters('send', 'to', 'body'), value: 'recipient and text' },
    { tool: withParameters('fetch', 'url'), value: 'look with address' },
  ],
  misses: [{ tool: withParameters('list', 'page'), value: 'address' }],
}

const roles = {
  address: 'url urls uri uris website webpage href sitemap',
  recipient:
    'to recipient recipients cc bcc phone receiver attendees invitees invitee channel chat mention jid number',
  text: 'message body text content comment subject caption html markdown note reply description',
  prompt: 'prompt instruction instructions question messages negative system',
  model: 'model temperature voice seed aspect guidance steps ratio duration style',
  secret: 'password token secret credential credentials passphrase mnemonic apikey',
  code: 'command cmd code script expression javascript args',
  query: 'sql cypher query statement graphql pipeline',
  grant: 'role roles permission permissions policy scope scopes visibility access public group principal acl',
  person: 'user users username email member members userid',
  file: 'file files path filename filepath directory image attachment',
  device: 'entity device devices brightness speed angle temperature color state pin port',
  money: 'amount price currency budget bid',
  machine: 'size region instance cpu memory plan tier replicas nodes image version storage disk',
  target: 'selector element ref coordinate coordinates x y tab',
}
const roleOfText = new Map(
  Object.entries(roles).flatMap(([role, words]) => words.split(' ').map(word => [word, term(role)] as const)),
)
const roleOf = perWord(({ text }) => roleOfText.get(text) ?? null)
const nothing = term('nothing')
const and = link(' and ')

export const siblingsChange: Rule = {
  id: 'siblings-change',
  learns: 'capabilities',
  circumstance: true,
  why: 'What other tools of the server create and change belongs to somebody; a server that only looks things up serves what is public.',
  observe: ({ server, name, verbAt, object }, see) => {
    const kind = name[verbAt]?.as.verbKinds[0] ?? nothing
    const share = shareOfChanges(server)
    see('server', '', kind, othersChange, term(share))
    if (object.length === 0) return
    const stems = stemsOf(object)
    const deeds = server.deeds.get(stems)
    const changer = deeds && changers.find(verb => deeds.has(verb))
    if (changer !== undefined) see('server', `${changer} ${stems}`, kind, anotherDoes, term(changer))
    if (changer !== undefined) see('server', `${changer} ${stems}`, kind, comma, anotherChangesIt)
  },
  hits: [{ tool: { name: 'list_notes' }, siblings: ['create_note'], value: 'look, another changes it' }],
  misses: [{ tool: { name: 'list_notes' }, siblings: ['create_tag'], value: 'look, another changes it' }],
}

const othersChange = link(', others change ')
const anotherDoes = link(', another does ')
const comma = link(', ')
const anotherChangesIt = term('another changes it')

const changers = ['create', 'update', 'delete', 'add', 'set', 'remove', 'edit', 'send', 'upload', 'manage']

function shareOfChanges(server: ServerReading): string {
  const known = shares.get(server)
  if (known !== undefined) return known
  let changes = 0
  let all = 0
  for (const deeds of server.deeds.values()) {
    for (const deed of deeds) {
      all++
      if (changing.has(deed)) changes++
    }
  }
  const share = all === 0 ? 0 : changes / all
  const told = changes === 0 ? 'nothing' : share < 0.2 ? 'a little' : share < 0.5 ? 'much' : 'most'
  shares.set(server, told)
  return told
}

const shares = new WeakMap<ServerReading, string>()
const changing = new Set([
  ...changers,
  ...'insert new write save assign move copy rename archive close reply post publish invite start stop deploy run approve merge'.split(
    ' ',
  ),
])

export const phrasePair: Rule = {
  id: 'phrase-pair',
  learns: 'capabilities',
  why: 'Words that mean something only side by side: an API key, a pull request, a language model.',
  observe: (reading, see) => {
    const { name, sentences, definition } = reading
    for (let place = 1; place < name.length; place++) {
      const sign = pairOf(name[place - 1]!, name[place]!)
      if (sign !== undefined) see('/name', definition.name.slice(0, 60), named, beside, sign)
    }
    const last = Math.min(sentences.length, 24)
    for (let next = 0; next < last; next++) {
      const { section, tokens } = sentences[next]!
      if (section === 'inputs' || section === 'examples') continue
      const end = Math.min(tokens.length, 60)
      for (let place = 1; place < end; place++) {
        const before = tokens[place - 1]!
        const sign = pairOf(before.word, tokens[place]!.word)
        if (sign === undefined) continue
        const excerpt = { start: before.start, end: tokens[place]!.end }
        if (section === 'lead') see('/description', excerpt, inLead, beside, sign)
        else see('/description', excerpt, sign)
        see('/description', excerpt, anywhere, beside, sign)
      }
    }
  },
  hits: [{ tool: { name: 'x', description: 'Returns the API key.' }, value: 'lead api key' }],
  misses: [{ tool: { name: 'x', description: 'Returns the key of the API.' }, value: 'lead api key' }],
}

const named = term('name')
const inLead = term('lead')
const anywhere = term('anywhere')

function pairOf(first: Word, second: Word): Term | undefined {
  return secondsOf(first)?.get(second.stem)
}

const secondsOf = perWord(({ text }) => pairs.get(text) ?? null)

const pairs = new Map<string, Map<string, Term>>()
for (const [sign, forms] of Object.entries({
  'api key': 'api key,access key,secret key,license key,sas token',
  'private key': 'private key,key pair,seed phrase,mnemonic phrase,ssh key,secret value',
  'access token':
    'access token,bearer token,auth token,api token,refresh token,jwt token,oauth token,embed token,share token',
  'environment variable': 'environment variable,env var,connection string,env variable',
  'pull request': 'pull request,merge request,code review',
  'web page': 'web page,search result,web content,web search,search engine,blog post,news article',
  'user text':
    'issue comment,user comment,user review,product review,customer review,support ticket,chat history,social media',
  'home assistant': 'home assistant,smart home,smart device',
  'language model':
    'language model,openai api,an llm,ai model,gemini api,using ai,use ai,with ai,grok api,an ai,using gpt,using openai,using gemini,ai agent,deep research',
  credits:
    'api credit,consume credit,credit balance,per call,per request,per image,cost warn,incur cost,incur charge,api cost,credit per,credit cost',
  speech:
    'text to,to speech,speech to,to image,to video,voic clone,image generation,video generation,music generation',
  'cloud resource':
    'load balance,virtual machine,database instance,ec2 instance,node pool,database service,database cluster,gpu instance,cloud browser,browser session',
  'access right':
    'access control,access right,access policy,access to,user from,user to,share link,public access,password reset,policy to,role to,permission to,group membership',
  'authenticated user':
    'your account,authenticated user,current user,user account,the user,your organization,your workspac,my account,logged in,your project',
  'read only': 'read only,select query,only select,select only,select statement',
} satisfies Record<string, string>)) {
  for (const form of forms.split(',')) {
    const [first, second] = form.split(' ') as [string, string]
    const seconds = pairs.get(first) ?? new Map<string, Term>()
    pairs.set(first, seconds.set(stemOf(second), term(sign)))
  }
}

function withParameters(name: string, ...parameters: string[]) {
  const properties = Object.fromEntries(parameters.map(parameter => [parameter, { type: 'string' }]))
  return { name, inputSchema: { type: 'object', properties } }
}
