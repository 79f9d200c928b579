import { agentcore } from './agentcore.ts'
import { agentgateway } from './agentgateway.ts'
import { claudeCode } from './claude-code.ts'
import { codex } from './codex.ts'
import { cursor } from './cursor.ts'
import { dockerCedar } from './docker-cedar.ts'
import { docker } from './docker-profile.ts'
import { gemini } from './gemini.ts'
import { openai } from './openai.ts'
import { policylayer } from './policylayer.ts'
import { rego } from './rego.ts'
import { toolhive } from './toolhive.ts'
import type { Exporter } from './types.ts'
import { vscode } from './vscode.ts'

export type { Exported, Exporter, ExportOptions, Loss } from './types.ts'
export { ExportRefusal } from './types.ts'

/** Every format that a policy can leave in, by the name that the command line has for it. */
export const exporters = {
  'claude-code': claudeCode,
  codex,
  gemini,
  cursor,
  vscode,
  docker,
  'docker-cedar': dockerCedar,
  toolhive,
  agentcore,
  agentgateway,
  rego,
  policylayer,
  openai,
} satisfies { [format: string]: Exporter }
export type ExportFormat = keyof typeof exporters
export const exportFormats = Object.keys(exporters) as ExportFormat[]
