import { mainVerb } from '../reading/main-verb.ts'
import { objectsAfter } from '../reading/read-lead.ts'
import { type Sense, senseOf } from '../reading/sense.ts'
import { splitName } from '../reading/split-name.ts'
import { term } from '../reading/term.ts'
import type { GradedCategory } from '../types.ts'
import type { Excerpt } from './excerpt.ts'
import { against, beside } from './links.ts'
import type { Rule, See } from './rule.ts'

export const nameSense: Rule = {
  id: 'name-sense',
  why: 'What the verb of the name amounts to with the object it is given, as the dictionary of senses has it.',
  observe: (reading, see) => {
    const { nameSense: sense, definition } = reading
    if (sense !== null) seeSense(see, sense, '/name', definition.name.slice(0, 60))
  },
  hits: [
    { tool: { name: 'create_invoice' }, value: 'Financial' },
    { tool: { name: 'run_promql_query' }, value: 'Read' },
    { tool: { name: 'delete_reaction' }, value: 'Write' },
    { tool: { name: 'find_or_create_tag' }, value: 'Write' },
    { tool: { name: 'top_up_meter' }, value: 'Financial' },
    { tool: { name: 'hang_up' }, value: 'Execute' },
    { tool: { name: 'create_limit_order' }, server: 'acme-broker', value: 'Financial' },
    {
      tool: { name: 'shopping_cart_remove', description: 'Removes a book from the shopping cart.' },
      value: 'Write',
    },
  ],
  misses: [
    { tool: { name: 'create_invoice_template' }, value: 'Financial' },
    { tool: { name: 'create_order' }, server: 'acme-kitchen', value: 'Financial' },
  ],
}

export const nameAlsoSense: Rule = {
  id: 'name-also-sense',
  why: 'What a second verb of the name amounts to: `search_and_replace`, `confirm_delete`.',
  observe: ({ name, verbAt, object, definition, nameSense: first, server }, see) => {
    if (!first) return
    name.forEach((word, place) => {
      if (place === verbAt || word.verb === '') return
      const sense = senseOf(
        word,
        object.filter(other => other !== word),
        server.world,
      )
      if (sense === null) return
      const joint = name[place - 1]?.text === 'and' ? 'and' : place > verbAt ? 'then' : 'after'
      see('/name', definition.name.slice(0, 60), term(`${first.category} ${joint} ${sense.category}`))
    })
  },
  hits: [{ tool: { name: 'search_and_replace' }, value: 'Read and Write' }],
  misses: [{ tool: { name: 'search' }, value: 'Read and Write' }],
}

export const leadSense: Rule = {
  id: 'lead-sense',
  why: 'What the main verb of the first sentence amounts to with the object it is given.',
  observe: (reading, see) => {
    const { sense, main, origins } = reading.lead ?? {}
    if (!sense || !main) return
    const { start } = main.token
    const excerpt = { start, end: start + 60 }
    seeSense(see, sense, '/description', excerpt)
    if (origins?.length) see('/description', excerpt, term(`${sense.category} from something`))
  },
  hits: [
    { tool: { name: 'x', description: 'Sends USDC to an address.' }, value: 'Financial' },
    { tool: { name: 'x', description: 'Tear down everything that was made.' }, value: 'Destructive' },
    { tool: { name: 'x', description: 'Runs wherefox to find open ports.' }, value: 'Read' },
    { tool: { name: 'x', description: 'Executes Wherefox, a tool that lists hosts.' }, value: 'Read' },
    { tool: { name: 'x', description: 'Run SQL queries: look at it, change the schema.' }, value: 'Execute' },
  ],
  misses: [
    { tool: { name: 'x', description: 'Sends a message to a friend.' }, value: 'Financial' },
    { tool: { name: 'x', description: 'Runs wherefox to delete hosts.' }, value: 'Read' },
  ],
}

export const sentenceSense: Rule = {
  id: 'sentence-sense',
  why: 'What a later sentence that begins with a verb says the tool does.',
  observe: (reading, see) => {
    const end = Math.min(reading.sentences.length, 20)
    for (let place = 1; place < end; place++) {
      const sentence = reading.sentences[place]!
      if (sentence.section !== 'body') continue
      const main = mainVerb(sentence)
      if (!main?.direct || (main.place >= sentence.negatedFrom && main.place < sentence.negatedTo)) continue
      const { objects, origins } = objectsAfter(sentence.tokens, main.place)
      const sense = senseOf(main.token.word, objects, reading.server.world, origins)
      const { start } = main.token
      if (sense) see('/description', { start, end: start + 40 }, term(sense.category))
    }
  },
  hits: [{ tool: { name: 'x', description: 'Cleans up. Deletes old rows.' }, value: 'Destructive' }],
  misses: [{ tool: { name: 'x', description: 'Cleans up. Does not delete rows.' }, value: 'Destructive' }],
}

export const choiceSense: Rule = {
  id: 'choice-sense',
  voice: 3,
  why: 'The worst of what the selecting parameter offers.',
  observe: ({ selector, object, server }, see) => {
    if (selector === null) return
    const found = new Map<GradedCategory, string>()
    for (const choice of selector.choices) {
      const words = splitName(choice)
      const verb = words.find(word => word.verb !== '')
      const sense = verb && senseOf(verb, [...words.filter(word => word !== verb), ...object], server.world)
      if (sense) found.set(sense.category, found.get(sense.category) ?? choice)
    }
    for (const [category, choice] of found) see(selector.at, choice.slice(0, 60), term(`offers ${category}`))
    const worst = worstFirst.find(category => found.has(category))
    if (worst !== undefined) see(selector.at, found.get(worst)!.slice(0, 60), term(`worst ${worst}`))
  },
  hits: [
    {
      tool: {
        name: 'manage_bucket',
        inputSchema: { type: 'object', properties: { action: { type: 'string', enum: ['list', 'delete'] } } },
      },
      value: 'worst Destructive',
    },
  ],
  misses: [
    {
      tool: {
        name: 'look_up',
        inputSchema: { type: 'object', properties: { action: { type: 'string', enum: ['get', 'list'] } } },
      },
      value: 'worst Destructive',
    },
  ],
}

export const sensesTogether: Rule = {
  id: 'senses-together',
  circumstance: true,
  why: 'Name and first sentence together: they agree, or one of them says more.',
  observe: (reading, see) => {
    const text = reading.lead?.sense?.category ?? (reading.sentences.length === 0 ? 'silent' : 'unknown')
    const name = reading.nameSense?.category ?? 'unknown'
    see('/name', reading.definition.name.slice(0, 60), term(name), against, term(text))
  },
  hits: [{ tool: { name: 'manage', description: 'Deletes stale rows.' }, value: 'Write / Destructive' }],
  misses: [{ tool: { name: 'list_rows', description: 'Lists rows.' }, value: 'Read / Write' }],
}

const worstFirst: readonly GradedCategory[] = ['Financial', 'Destructive', 'Execute', 'Write', 'Read']

const byItsObject = term('by its object')

function seeSense(see: See, sense: Sense, at: string, excerpt: Excerpt) {
  see(at, excerpt, term(sense.category))
  if (sense.byObject) see(at, excerpt, term(sense.category), beside, byItsObject)
}
