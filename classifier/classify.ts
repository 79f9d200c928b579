import { goesWith } from './capabilities.ts'
import { capabilityEvidence } from './capability-evidence.ts'
import { type Decision, decide, severityOf } from './decide.ts'
import { definitionHash } from './definition-hash.ts'
import { explain } from './explain.ts'
import { claimedHints, hintFindings, isStamped, suggestedHints } from './hints.ts'
import { observe } from './model/observe.ts'
import { score } from './model/score.ts'
import { model } from './model/weights.ts'
import { offeredModes } from './modes.ts'
import { findPoison } from './poison.ts'
import { givesSecret, plainHarm } from './reading/harm.ts'
import { readDefinition } from './reading/read-definition.ts'
import { readServer, type ServerReading } from './reading/read-server.ts'
import { summarise } from './summary.ts'
import { capabilities, riskOf } from './taxonomy.ts'
import type { GradedCategory, Mode, ServerContext, ToolDefinition, Verdict } from './types.ts'

/** Version of the rules and weights; a verdict by another version is made again. */
export const classifierVersion = model.version

/** Labels every tool of one server, in the order given. */
export function classifyServer(server: ServerContext, tools: ToolDefinition[]): Verdict[] {
  return tools.map(tool => classify(tool, { server, siblings: tools }))
}

/**
 * Labels one tool from its definition alone, in the light of its server and the server's other tools.
 * Pure: the same definition in the same company gives the same verdict. Never throws on strange definitions,
 * but for a schema nested deeper than JSON parsers allow.
 */
export function classify(
  definition: ToolDefinition,
  { server, siblings }: { server: ServerContext; siblings: ToolDefinition[] },
): Verdict {
  const company = companyOf(server, siblings)
  const reading = readDefinition(definition, company.reading)
  const modes = offeredModes(reading)
  const seen = observe(reading, model.vocabulary)
  const decided = notOutweighed(decide(score(seen, model), model), plainHarm(reading))
  const decision = headline(givesSecret(reading) ? withSecret(decided) : decided, modes)
  const claimed = claimedHints(definition)
  const { description = '' } = definition
  const evidence = explain(seen, model, decision, description)
  return {
    name: definition.name,
    definitionHash: definitionHash(definition),
    category: decision.category,
    risk: riskOf(decision.category),
    severity: decision.severity,
    confidence: Math.round(decision.confidence * 1000) / 1000,
    graded: decision.category !== 'Ungraded',
    capabilities: decision.capabilities,
    modes: modes.map(mode => toMode(mode, decision)),
    evidence,
    capabilityEvidence: capabilityEvidence(seen, model, decision.capabilities, evidence, description),
    hints: {
      claimed,
      suggested: suggestedHints(decision, reading.name[reading.verbAt]?.verb ?? ''),
      findings: hintFindings(claimed, decision, company.stamped),
    },
    poison: findPoison(definition, company.reading.toolNames),
    summary: summarise(decision, evidence, modes),
    classifier: classifierVersion,
  }
}

type Company = { reading: ServerReading; stamped: boolean }

/** A server is read once for all its tools. The memory is by identity, so it changes no verdict. */
const companies = new WeakMap<ToolDefinition[], { server: ServerContext; company: Company }>()

function companyOf(server: ServerContext, siblings: ToolDefinition[]): Company {
  const known = companies.get(siblings)
  if (known?.server.name === server.name && known.server.description === server.description)
    return known.company
  const company = { reading: readServer(server, siblings), stamped: isStamped(siblings) }
  companies.set(siblings, { server: { ...server }, company })
  return company
}

/** What a text says in favour of harmlessness does not outweigh a name or a sentence that shows harm. */
function notOutweighed(decision: Decision, harm: GradedCategory | null): Decision {
  if (harm === null || decision.category !== 'Read') return decision
  return {
    ...decision,
    category: harm,
    likeliest: harm,
    rival: 'Read',
    severity: severityOf(harm, decision.capabilities, harm === 'Execute'),
    confidence: shownConfidence,
  }
}

/** How often a tool that shows harm so plainly is labelled for it, although the rest speaks for a Read. */
const shownConfidence = 0.67

/** What is named for giving out a secret does, whatever else its text speaks of. */
function withSecret(decision: Decision): Decision {
  if (decision.category !== 'Read' || decision.capabilities.includes('read-secrets')) return decision
  const found = capabilities.filter(
    capability => capability === 'read-secrets' || decision.capabilities.includes(capability),
  )
  return { ...decision, capabilities: found, severity: severityOf(decision.category, found, false) }
}

/** The worst that is offered in plain words decides, whatever the rest of the definition sounds like. */
function headline(
  decision: Decision,
  modes: { category: GradedCategory | null; plain: boolean }[],
): Decision {
  const removes = modes.some(mode => mode.plain && mode.category === 'Destructive')
  if (!removes || decision.likeliest === 'Destructive' || decision.likeliest === 'Financial') return decision
  return {
    ...decision,
    category: 'Destructive',
    likeliest: 'Destructive',
    rival: decision.likeliest,
    severity: 'Critical',
    confidence: Math.max(decision.confidence, offeredConfidence),
    capabilities: capabilities.filter(
      capability =>
        capability === 'delete-data' ||
        (decision.capabilities.includes(capability) && goesWith(capability, 'Destructive')),
    ),
  }
}

/** How often a tool that lists a plain removal among its actions is indeed labelled for it. */
const offeredConfidence = 0.9

function toMode(
  mode: { parameter: string; choice: string; category: GradedCategory | null },
  decision: Decision,
): Mode {
  const category = mode.category ?? 'Ungraded'
  return {
    when: Object.fromEntries([[mode.parameter, mode.choice]]),
    category,
    severity: severityOf(category, category === decision.category ? decision.capabilities : [], false),
  }
}
