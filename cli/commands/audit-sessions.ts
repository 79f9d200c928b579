import { z } from 'zod'
import { capabilities } from '../../classifier/index.ts'
import { linesOf, type SessionReport, sessionReports, type ToolFacts } from '../../gateway/audit/index.ts'
import { counted } from '../output/plain-table.ts'
import { safeText } from '../output/safe-text.ts'
import { readText } from '../read-target.ts'
import { auditFolder } from './audit.ts'

/** What happened in the newest sessions, in lines. */
export function reportSessions(
  folder: string | undefined,
  { catalogue, last }: { catalogue?: string; last: number },
): string[] {
  const facts = catalogue === undefined ? new Map<string, ToolFacts>() : readFacts(catalogue)
  const lines = [...linesOf(auditFolder(folder))].map(({ line }) => line)
  const reports = sessionReports(lines, (server, tool) => facts.get(JSON.stringify([server, tool])))
  if (reports.length === 0) return ['The log has no sessions.']
  const unknown =
    catalogue === undefined ? ['What the tools can do is not known: name it with --catalogue.'] : []
  return [...reports.slice(-last).flatMap(sessionLines), ...unknown]
}

const factsSchema = z.object({
  servers: z.array(
    z.object({
      id: z.string(),
      tools: z.array(
        z.object({
          name: z.string(),
          capabilities: z.array(z.enum(capabilities)),
          hints: z
            .object({ claimed: z.object({ readOnlyHint: z.unknown().optional() }).optional() })
            .optional(),
        }),
      ),
    }),
  ),
})

/** What `placard classify --format json` says of the tools, by server and name. */
function readFacts(path: string): Map<string, ToolFacts> {
  const { servers } = factsSchema.parse(JSON.parse(readText(path)))
  return new Map(
    servers.flatMap(({ id, tools }) =>
      tools.map(({ name, capabilities, hints }) => [
        JSON.stringify([id, name]),
        { capabilities, askedByHints: hints?.claimed?.readOnlyHint !== true },
      ]),
    ),
  )
}

function sessionLines(report: SessionReport): string[] {
  const { session, who, from, to, allowed, denied, asked, denials, askedByHints, saved, togetherAt } = report
  return [
    `Session ${safeText(session, 60)} of ${safeText(who, 60)}, ${from} to ${to}`,
    `  ${counted(allowed, 'call')} went through, ${denied} denied; a person was asked ${counted(asked, 'time')}`,
    ...denials
      .slice(0, 5)
      .map(one => `    ${one.count} × ${safeText(one.tool, 60)}: ${safeText(one.rule, 80)}`),
    `  by the servers' hints alone a client would have asked ${counted(askedByHints, 'time')}: ${counted(saved, 'question')} saved`,
    togetherAt === null
      ? `  private data, strangers' text and a way out did not come together`
      : `  private data (${names(report.private)}), strangers' text (${names(report.untrusted)}) and a way out (${names(report.out)}) came together at ${togetherAt}`,
  ]
}

function names(tools: string[]): string {
  return safeText(tools.slice(0, 5).join(', '), 160)
}
