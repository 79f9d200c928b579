import { settle } from './settle.ts'
import { serverName, spell } from './spell.ts'
import { jsonDocument } from './text.ts'
import type { Exporter } from './types.ts'

const title = 'VS Code'
const eligible = 'chat.tools.eligibleForAutoApproval'

/**
 * VS Code's settings: a tool set to false is asked at every call, and never offers not to ask again. It is
 * looked up by its own name or behind the server's, so both are written. Nothing can be denied, and nothing can
 * be said of tools that are not named. Source: code.visualstudio.com, enterprise AI settings.
 */
export const vscode: Exporter = {
  title,
  export: (policy, options) => {
    const server = serverName(options.server.name, /^[A-Za-z0-9_.-]+$/, title, 'letters, digits, _, . and -')
    const settlement = settle(policy, options, { title, asks: true })
    const { byFate, losses } = spell(settlement, {
      title,
      spelled: name => name,
      normal,
      rest: { ask: true },
    })
    const denied = byFate.deny.map(({ name, at }) => ({
      tool: name,
      pointer: at,
      message: `${title} cannot deny a tool in its settings: every call is asked instead. Switch the tool off in the tools picker.`,
    }))
    const asked = [...byFate.ask, ...byFate.deny]
      .flatMap(({ name }) => [name, normal(name)])
      .flatMap(name => [name, `${server}/${name}`])
    return {
      text: jsonDocument({
        [eligible]: Object.fromEntries(asked.map(name => [name, false])),
        'chat.tools.global.autoApprove': false,
      }),
      fileName: 'settings.json',
      losses: [
        ...losses.filter(({ tool, pointer }) => tool !== undefined || pointer !== '/default'),
        ...denied,
        {
          pointer: '/default',
          message: `${title} treats a tool that its settings do not name, be it allowed, denied or new, by its own rules: it asks, unless the tool calls itself read-only or its user has chosen not to be asked again.`,
        },
      ],
    }
  },
  join: texts => {
    const all = texts.map(text => JSON.parse(text)[eligible] as { [name: string]: boolean })
    return jsonDocument({
      [eligible]: Object.fromEntries(all.flatMap(Object.entries)),
      'chat.tools.global.autoApprove': false,
    })
  },
}

function normal(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_.-]/g, '_')
}
