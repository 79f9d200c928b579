import type { ToolRow } from '../../catalogue/index.ts'
import { meanings } from '../../classifier/index.ts'
import type { ServerEntry } from '../atlas.ts'
import type { Parameter } from '../parameters.ts'
import type { Offer } from '../recommendation.ts'
import { visibleJson } from '../visible-text.ts'
import { doing, gravestFirst } from './labels.ts'
import { confidencePercent, count, listed } from './numbers.ts'
import { limitInWords, permissionFor, permissionInWords } from './policy-in-short.ts'
import { code, link, name, type Said, say } from './said.ts'
import { strength } from './why.ts'

export type Question = { question: Said; answer: Said[]; snippet?: string }
type About = { row: ToolRow; server: ServerEntry; parameters: Parameter[]; offer: Offer | null }

/** Six questions about this tool, answered from its verdict and its policy. */
export function questionsAbout(about: About): Question[] {
  return [whatItDoes, howToEnforce, whatRisk, howToLimit, howToBlock, whoProvides].map(ask => ask(about))
}

function whatItDoes({ row: { definition, verdict }, parameters }: About): Question {
  const tool = code(definition.name)
  const able = verdict ? gravestFirst(verdict.capabilities).map(each => meanings.capability(each)) : []
  const can = able.length === 0 ? [] : [say`${tool} ${listed(able)}.`]
  const takes =
    parameters.length === 0
      ? say`It takes no parameters.`
      : say`It takes ${count(parameters.length, 'parameter')}, ${count(parameters.filter(each => each.required).length, 'of them required', 'of them required')}.`
  return {
    question: say`What does ${tool} do?`,
    answer: [[verdict?.summary ?? 'It was seen, but not labelled yet.'], ...can, takes],
  }
}

function howToEnforce({ row, offer }: About): Question {
  const tool = code(row.definition.name)
  const question = say`How do I hold an agent to a policy on ${tool}?`
  if (offer === null)
    return {
      question,
      answer: [say`There is no policy to offer while ${tool} has no label. Deny it until then.`],
    }
  const permission = permissionInWords[permissionFor(offer.policy, row.definition.name)]
  return {
    question,
    answer: [
      say`Take the ${code('policy.json')} above. To whether an agent may call the tool it says: ${permission.toLowerCase()}. Every other tool is ${offer.policy.default === 'deny' ? 'denied' : 'allowed'} by its default.`,
      say`Asking the agent in its prompt to be careful with ${tool} enforces nothing: each call has to pass something that reads it. Where your client has no such place, its own permission settings come nearest: see the steps above.`,
    ],
  }
}

function whatRisk({ row: { definition, verdict } }: About): Question {
  const tool = code(definition.name)
  const question = say`What risk level is ${tool}?`
  if (verdict === null) return { question, answer: [say`None yet: it was seen, but not labelled.`] }
  const strongest = verdict.evidence.find(each => each.weight > 0)
  const because = strongest
    ? say` What speaks for it most is ${code(strongest.excerpt)}, ${strength(strongest.weight)} ${strongest.toward}.`
    : []
  const sure = verdict.graded ? `, with a confidence of ${confidencePercent(verdict.confidence)}` : ''
  return {
    question,
    answer: [
      say`${tool} is ${verdict.category}, of ${verdict.severity.toLowerCase()} severity${sure}. In the short form its risk is ${verdict.risk}.${because}`,
      [meanings.severity(verdict.severity)],
    ],
  }
}

function howToLimit({ row: { definition, verdict }, offer }: About): Question {
  const tool = code(definition.name)
  const limits = offer?.policy.tools.get(definition.name)?.limits ?? []
  const shared = offer?.policy.all_tools?.limits ?? []
  const question = say`Can I limit how often ${tool} is called?`
  const change = say`Change ${code('max')} or ${code('window')} (a minute, an hour or a day) in the file to what your work needs.`
  if (limits.length > 0)
    return { question, answer: [say`The policy above does: ${listed(limits.map(limitInWords))}.`, change] }
  if (shared.length > 0)
    return {
      question,
      answer: [
        say`The policy above counts it together with all other tools: ${listed(shared.map(limitInWords))}.`,
        change,
      ],
    }
  const reason =
    verdict?.category === 'Read'
      ? 'reading more often changes nothing'
      : 'how often is not what makes it grave'
  return {
    question,
    answer: [
      say`Yes. The policy above sets no limit of its own, for ${reason}. Add one to its rule like this:`,
    ],
    snippet: toolSnippet(definition.name, {
      limits: [{ counter: 'calls', window: 'minute', max: 10, scope: 'grant' }],
    }),
  }
}

function howToBlock({ row: { definition, verdict }, server }: About): Question {
  const tool = code(definition.name)
  const milder = server.tools.filter(each => each.label?.category === 'Read').length
  const loses = verdict
    ? `The agent then can no longer ${doing[verdict.category]} with it`
    : 'The agent then cannot call it'
  const left =
    milder === 0
      ? ''
      : `; the ${count(milder, 'Read tool')} of the server ${milder === 1 ? 'stays' : 'stay'} usable by ${milder === 1 ? 'its' : 'their'} own rules`
  return {
    question: say`How do I block ${tool} altogether?`,
    answer: [
      say`Leave it out of ${code('tools')} under ${code('"default": "deny"')}, or name it under ${code('hide')} so that the agent does not see it at all. ${loses}${left}.`,
    ],
    snippet: visibleJson(JSON.stringify({ version: '1', default: 'deny', hide: [definition.name] }, null, 2)),
  }
}

function whoProvides({ row: { definition }, server }: About): Question {
  const { row, tools, path } = server
  const tool = code(definition.name)
  const same = tools.filter(each => each.name === definition.name).length
  const twice = same > 1 ? ` It lists ${same} tools of this name, and a client may call either.` : ''
  return {
    question: say`Which server provides ${tool}?`,
    answer: [
      say`${name(row.name)}${row.version === '' ? '' : say`, version ${name(row.version)}`} (${code(row.id)}). It lists ${count(tools.length, 'tool')}: ${link(path as `/${string}`, 'see them all with their labels')}.${twice}`,
    ],
  }
}

function toolSnippet(tool: string, rules: object): string {
  return visibleJson(JSON.stringify({ tools: Object.fromEntries([[tool, rules]]) }, null, 2))
}
