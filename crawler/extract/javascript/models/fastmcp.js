// Stands in for servers that take a tool as one object.
export class FastMCP {
  _registeredTools = {}
  addTool(tool) {
    this._registeredTools[tool.name] = { ...tool, inputSchema: tool.parameters }
  }
  addTools(tools) {
    for (const tool of tools) this.addTool(tool)
  }
  addPrompt() {}
  addResource() {}
  addResourceTemplate() {}
  on() {}
  async start() {}
}
export { FastMCP as LiteMCP }
