import { stringify } from 'yaml'
import { settle } from './settle.ts'
import { serverName, spell } from './spell.ts'
import type { Exporter } from './types.ts'

const title = 'A Docker MCP profile'
const sourcePlaceholder = 'SOURCE'

/**
 * The tools of one server in a profile of Docker's MCP gateway. Nothing can be asked there, so what would be is
 * left out. A server without a list of tools has all of them, so one with none to name is not listed at all.
 * Source: docker/mcp-gateway docs/profiles.md.
 */
export const docker: Exporter = {
  title,
  export: (policy, options) => {
    const server = serverName(
      options.server.name,
      /^[A-Za-z0-9][A-Za-z0-9_-]*$/,
      title,
      'letters, digits, _ and -',
    )
    const { byFate, rest, losses } = spell(settle(policy, options, { title, asks: false }), {
      title,
      spelled: name => (/^[A-Za-z0-9_.-]+$/.test(name) ? name : null),
      rest: { deny: true, allow: 'alone' },
    })
    const tools = byFate.allow.map(({ name }) => name)
    const { id } = options.server
    const origin = id?.startsWith('oci:')
      ? { type: 'image', image: id.slice('oci:'.length) }
      : { type: 'registry', source: sourcePlaceholder }
    const servers =
      rest === 'deny' && tools.length === 0 ? [] : [{ ...origin, ...(rest === 'deny' && { tools }) }]
    const unknown = {
      pointer: '',
      message: `${title} says where a server comes from, which is not known here: write it for ${sourcePlaceholder}, or copy the list of tools into your own profile.`,
    }
    return {
      text: stringify({ version: 1, id: server, name: server, servers }),
      fileName: 'profile.yaml',
      losses: origin.type === 'image' ? losses : [...losses, unknown],
    }
  },
}
