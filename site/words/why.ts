import type {
  Category,
  Evidence,
  HintFinding,
  HintName,
  Hints,
  PoisonFinding,
  ToolDefinition,
  Verdict,
} from '../../classifier/index.ts'
import { confidencePercent, count, listed } from './numbers.ts'

/** How much a piece of evidence moves the label, from its log-odds. */
export function strength(weight: number): string {
  const size = Math.abs(weight)
  const much = size >= 2 ? 'strongly' : size >= 0.8 ? 'clearly' : 'slightly'
  return weight < 0 ? `${much} against` : `${much} toward`
}

/** Whether a piece of evidence supports the category that the tool was given. */
export function speaksFor({ toward, weight }: Evidence, category: Category): boolean {
  return toward === category && weight > 0
}

/** What the weighing came to, in one sentence that names the strongest evidence on both sides. */
export function weighing(verdict: Verdict): string {
  const { category, evidence } = verdict
  const toward = evidence.filter(each => speaksFor(each, category))
  const against = evidence.filter(each => !toward.includes(each))
  if (!verdict.graded) {
    return evidence.length === 0
      ? 'Nothing in its name, description or parameters says what a call does, so it gets no category. That is no sign that it is harmless.'
      : `${count(evidence.length, 'sign')} ${evidence.length === 1 ? 'was' : 'were'} found, too weak or too divided to name a category. That is no sign that it is harmless.`
  }
  if (evidence.length === 0)
    return `No single place in the definition decided it; ${category} is what remained.`
  const rest =
    against.length === 0
      ? 'nothing speaks against it'
      : `${count(against.length, 'sign')} ${against.length === 1 ? 'speaks' : 'speak'} for something else`
  const places = toward.length === 0 ? 'No place' : count(toward.length, 'place')
  return `${places} in the definition ${toward.length < 2 ? 'speaks' : 'speak'} for ${category}, and ${rest}.`
}

/** Where evidence stands, as a reader would say it. */
export function placeInWords(at: string): string {
  if (at === 'server') return 'in what its server says of itself'
  const steps = at
    .split('/')
    .slice(1)
    .map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  const [first, ...rest] = steps
  if (first === 'name') return 'in the name'
  if (first === 'title') return 'in the title'
  if (first === 'description') return 'in the description'
  if (first === 'annotations') return `in the hint ${rest.join('.')}`
  const names = rest.filter((_, n) => rest[n - 1] === 'properties')
  const within = first === 'outputSchema' ? 'what it returns' : 'the parameters'
  if (names.length === 0) return `in ${within}`
  const owner = first === 'outputSchema' ? `the field ${names.join('.')}` : `the parameter ${names.join('.')}`
  const tail = rest.slice(rest.lastIndexOf(names.at(-1)!) + 1)
  if (tail.includes('enum') || tail.includes('const')) return `among the values of ${owner}`
  if (tail.length === 0) return `in ${owner}`
  return `in the ${tail.at(-1)} of ${owner}`
}

const hintMeaning = {
  readOnlyHint: { true: 'changes nothing', false: 'may change something' },
  destructiveHint: { true: 'may destroy something', false: 'only adds, destroys nothing' },
  idempotentHint: {
    true: 'the same call twice does no more than once',
    false: 'each repeated call does more',
  },
  openWorldHint: { true: 'reaches systems beyond its own', false: 'stays within its own system' },
} as const satisfies Record<HintName, { true: string; false: string }>

/** One row for each hint: what the author claims and what the definition suggests. */
export function hintRows({ claimed, suggested }: Verdict['hints']) {
  const names = (Object.keys(hintMeaning) as HintName[]).filter(hint => hint in claimed || hint in suggested)
  return names.map(hint => ({
    hint,
    claimed: hintInWords(hint, claimed),
    suggested: hintInWords(hint, suggested),
    agreement: agreementOf(claimed[hint], suggested[hint]),
  }))
}

function agreementOf(claimed: boolean | undefined, suggested: boolean | undefined): string {
  if (claimed === undefined) return 'only found'
  if (suggested === undefined) return 'only claimed'
  return claimed === suggested ? 'agree' : 'disagree'
}

function hintInWords(hint: HintName, hints: Hints): string {
  const value = hints[hint]
  return value === undefined ? '' : `${value}: ${hintMeaning[hint][value ? 'true' : 'false']}`
}

export const hintFindingMeaning = {
  contradiction:
    'The author claims less than the definition shows. A client that trusts the hint would ask too little.',
  missing: 'A hint that matters for this tool is not given, so a client falls back on its default.',
  'default-stamped': 'The hints look set for all tools alike, not for this one, and say little.',
  silencing: 'The hints are set so that clients stop asking before a call that deserves a question.',
} as const satisfies Record<HintFinding, string>

export const poisonMeaning = {
  'hidden-instruction':
    'speaks to the model, not about the tool: an instruction in a place meant for a description',
  'invisible-characters': 'holds characters that a person does not see and a model reads',
  'other-tool': 'tells the model how to use, or not to use, another tool',
  'asks-for-secret': 'asks for a secret that the task has no need of',
  'encoded-blob': 'holds encoded text that a person cannot read',
} as const satisfies Record<PoisonFinding['kind'], string>

/** That no text aimed at the model was found, and in how much text. */
export function nothingAimed({ description = '', inputSchema }: ToolDefinition): string {
  const words = description.split(/\s+/).filter(word => word !== '').length
  const schema = inputSchema === undefined ? 0 : JSON.stringify(inputSchema).length
  const read = listed([
    'its name',
    ...(words === 0 ? [] : [`${count(words, 'word')} of description`]),
    ...(schema === 0 ? [] : [`${count(schema, 'character')} of schema`]),
  ])
  return `In ${read} no hidden instruction, no unseen character and no talk of other tools was found.`
}

/** `97% sure`, or that no category could be named. */
export function sureness({ graded, confidence }: Verdict): string {
  return graded ? `${confidencePercent(confidence)} sure` : 'not graded'
}

/** What somebody should know before anything else, with the part of the page that says more. */
export function warnings({ poison, hints, modes }: Verdict): { text: string; href: string }[] {
  const claimed = hints.findings.includes('contradiction') || hints.findings.includes('silencing')
  return [
    ...(poison.length === 0
      ? []
      : [
          {
            text: `Its definition holds text aimed at the model, in ${count(poison.length, 'place')}.`,
            href: '#aimed-at-the-model',
          },
        ]),
    ...(claimed ? [{ text: 'Its own hints say less than its definition shows.', href: '#claims' }] : []),
    ...(modes.length < 2
      ? []
      : [
          {
            text: `What it does depends on how it is called: ${count(modes.length, 'way')}, each with its own label.`,
            href: '#modes',
          },
        ]),
  ]
}

/** What sets a tool apart from others with its label, in a few words each. */
export function flagsOf({ poison, hints, modes }: Verdict): { text: string; grave: boolean }[] {
  return [
    ...(poison.length === 0 ? [] : [{ text: 'holds text aimed at the model', grave: true }]),
    ...(hints.findings.includes('contradiction')
      ? [{ text: 'claims by its hints to do less', grave: true }]
      : []),
    ...(modes.length < 2
      ? []
      : [{ text: `${modes.length} ways to call it, each with its own label`, grave: false }]),
  ]
}
