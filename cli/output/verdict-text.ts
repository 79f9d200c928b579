import { type Evidence, meanings, type Verdict } from '../../classifier/index.ts'
import { safeText } from './safe-text.ts'

/** One verdict in full, for a terminal: the label, what speaks for and against it, and what follows. */
export function verdictText(verdict: Verdict, server: string): string {
  const { category, severity, confidence, graded } = verdict
  const sure = graded ? `${(100 * confidence).toFixed(1)}% sure` : 'not graded: treat it as dangerous'
  const speaking = verdict.evidence.filter(({ weight }) => weight > 0)
  const against = verdict.evidence.filter(({ weight }) => weight < 0)
  return [
    `${safeText(verdict.name, 80)} of ${safeText(server, 80)}`,
    `${category}, ${severity}, ${sure}`,
    safeText(verdict.summary, 400),
    ...section(`What speaks for ${category} (log-odds over its closest rival)`, speaking.map(evidenceLine)),
    ...section('What speaks against it', against.map(evidenceLine)),
    ...section(
      'What it can do',
      verdict.capabilities.map(name => `${name}: ${meanings.capability(name)}`),
    ),
    ...section('Modes', verdict.modes.map(modeLine)),
    ...section('Hints', hintLines(verdict)),
    ...section(
      'Text aimed at the model',
      verdict.poison.map(
        ({ kind, at, excerpt }) => `${kind} at ${safeText(at, 80)}: “${safeText(excerpt, 120)}”`,
      ),
    ),
    '',
    `${verdict.definitionHash}, by classifier ${verdict.classifier}`,
  ].join('\n')
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map(line => `  ${line}`)]
}

function evidenceLine({ rule, at, excerpt, weight }: Evidence): string {
  const signed = `${weight > 0 ? '+' : '−'}${Math.abs(weight).toFixed(2)}`
  return `${signed.padStart(6)}  ${safeText(at, 60)}  “${safeText(excerpt, 60)}”  (rule ${rule})`
}

function modeLine({ when, category, severity }: Verdict['modes'][number]): string {
  const [[parameter = '', value = ''] = []] = Object.entries(when)
  return `${safeText(parameter, 40)} = ${safeText(value, 40)}: ${category}, ${severity}`
}

function hintLines({ hints }: Verdict): string[] {
  const told = (claims: object) =>
    Object.entries(claims)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ') || 'nothing'
  const found = hints.findings.length === 0 ? [] : [`findings: ${hints.findings.join(', ')}`]
  return [
    `the server claims ${told(hints.claimed)}`,
    `the evidence supports ${told(hints.suggested)}`,
    ...found,
  ]
}
