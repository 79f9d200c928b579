// Stands in for the MCP SDK, both generations: keeps what is registered.
export class Server {
  setRequestHandler() {}
  registerCapabilities() {}
  assertCanSetRequestHandler() {}
  setNotificationHandler() {}
  removeRequestHandler() {}
  notification() {}
  sendLoggingMessage() {}
  getClientCapabilities() {
    return {}
  }
  getClientVersion() {
    return { name: 'placard', version: '1' }
  }
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

// Both ask for a new server for each client.
export function serveStdio(makeServer) {
  makeServer({})
  return { close: async () => {} }
}

export function createMcpHandler(makeServer) {
  makeServer({})
  return { close: async () => {} }
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

const request = method => ({ shape: { method: { value: method } } })
export const InitializeRequestSchema = request('initialize')
export const ListToolsRequestSchema = request('tools/list')
export const CallToolRequestSchema = request('tools/call')
export const ListPromptsRequestSchema = request('prompts/list')
export const GetPromptRequestSchema = request('prompts/get')
export const ListResourcesRequestSchema = request('resources/list')
export const ListResourceTemplatesRequestSchema = request('resources/templates/list')
export const ReadResourceRequestSchema = request('resources/read')
export const SubscribeRequestSchema = request('resources/subscribe')
export const UnsubscribeRequestSchema = request('resources/unsubscribe')
export const CompleteRequestSchema = request('completion/complete')
export const SetLevelRequestSchema = request('logging/setLevel')
export const CreateMessageRequestSchema = request('sampling/createMessage')
export const ListRootsRequestSchema = request('roots/list')
export const ElicitRequestSchema = request('elicitation/create')
export const PingRequestSchema = request('ping')
export const ListTasksRequestSchema = request('tasks/list')
export const GetTaskRequestSchema = request('tasks/get')
export const GetTaskPayloadRequestSchema = request('tasks/result')
export const CancelTaskRequestSchema = request('tasks/cancel')
export const InitializedNotificationSchema = request('notifications/initialized')
export const LATEST_PROTOCOL_VERSION = '2025-11-25'
export const SUPPORTED_PROTOCOL_VERSIONS = [
  '2025-11-25',
  '2025-06-18',
  '2025-03-26',
  '2024-11-05',
  '2024-10-07',
]
