// Stands in for the MCP SDK, both generations: keeps what is registered.
export class Server {
  setRequestHandler() {}
  registerCapabilities() {}
  assertCanSetRequestHandler() {}
  async connect() {}
  async close() {}
}

export class McpServer {
  _registeredTools = {}
  constructor(info, options) {
    this.server = new Server(info, options)
    this.experimental = { tasks: { registerToolTask: (...args) => this.registerTool(...args) } }
  }
  tool(name, ...rest) {
    const description = typeof rest[0] === 'string' ? rest.shift() : undefined
    const handler = rest.pop()
    const inputSchema = rest.length > 0 && looksLikeHints(rest[0]) ? undefined : rest.shift()
    return keep(this, name, { description, inputSchema, annotations: rest[0], handler })
  }
  registerTool(name, config, handler) {
    return keep(this, name, { ...config, handler })
  }
  prompt() {}
  resource() {}
  registerPrompt() {}
  registerResource() {}
  sendToolListChanged() {}
  isConnected() {
    return false
  }
  async connect() {}
  async close() {}
}

export function registerAppTool(server, name, config, handler) {
  return server.registerTool(name, config, handler)
}

function looksLikeHints(value) {
  const names = Object.keys(value)
  return names.length > 0 && names.every(name => name === 'title' || name.endsWith('Hint'))
}

function keep(server, name, definition) {
  const tools = server._registeredTools
  const tool = {
    ...definition,
    enabled: true,
    enable: () => tool.update({ enabled: true }),
    disable: () => tool.update({ enabled: false }),
    remove: () => tool.update({ name: null }),
    update: changes => {
      if (changes.name !== undefined && changes.name !== name) {
        delete tools[name]
        if (changes.name) tools[changes.name] = tool
      }
      if (changes.paramsSchema !== undefined) tool.inputSchema = changes.paramsSchema
      for (const key of ['title', 'description', 'annotations', 'enabled'])
        if (changes[key] !== undefined) tool[key] = changes[key]
    },
  }
  tools[name] = tool
  return tool
}

export const ListToolsRequestSchema = { shape: { method: { value: 'tools/list' } } }
export const CallToolRequestSchema = { shape: { method: { value: 'tools/call' } } }
export const ListPromptsRequestSchema = { shape: { method: { value: 'prompts/list' } } }
export const ListResourcesRequestSchema = { shape: { method: { value: 'resources/list' } } }
