import data from '../../../data/clients.json' with { type: 'json' }
import type { ClientFile, EntryDialect, Format } from '../../../gateway/install/index.ts'

/** A client's file at a path, as the list of clients has it. */
export function clientFile(client: string, path: string): ClientFile {
  const known = data.clients.find(({ id }) => id === client)!
  const files = known.files.filter(file => file.scope === 'user')
  return {
    ...{ client, path, format: files[0]!.format as Format, keys: files.map(({ key }) => key) },
    dialect: (data.dialects as { [name: string]: EntryDialect })[known.dialect]!,
  }
}

/** Configurations as people have them: comments, odd spacing, secrets, fields that nobody here knows. */
export const examples: [client: string, text: string][] = [
  [
    'claude-desktop',
    '{\n  "mcpServers": {\n    "files": { "command": "npx", "args": ["-y", "some-files", "/tmp"], "env": {"A":"1"} }\n  },\n  "theme":"dark"\n}\n',
  ],
  [
    'claude-code',
    '{"numStartups": 3, "mcpServers": {"mail": {"type": "http", "url": "https://mail.example.org/mcp", "headers": {"Authorization": "Bearer \u0024{TOKEN}"}}},\n "projects": {"/home/ada/a": {"mcpServers": {"git": {"type": "stdio", "command": "uvx", "args": [], "env": {}}}, "other": [1, 2]}}}',
  ],
  [
    'cursor',
    '{\r\n\t"mcpServers": {\r\n\t\t"one": {\r\n\t\t\t"command": "node"\r\n\t\t},\r\n\t\t"two": { "url": "https://two.example.org/sse" }\r\n\t}\r\n}\r\n',
  ],
  [
    'vscode',
    '\uFEFF// My servers\n{\n  /* what they need */\n  "inputs": [{ "id": "key", "type": "promptString", }],\n  "servers": {\n    // with a trailing comma\n    "db": { "type": "stdio", "command": "docker", "args": ["run", "-i", "db"], "env": { "KEY": "\u0024{input:key}" }, },\n    "web": { "type": "http", "url": "https://web.example.org/mcp", "headers": { "X-Key": "\u0024{input:key}" }, "dev": {} },\n  },\n}\n',
  ],
  [
    'windsurf',
    '{\n    "mcpServers": {\n        "remote": { "serverUrl": "https://r.example.org/mcp", "headers": { "A": "b" }, "disabled": false },\n        "__proto__": { "command": "node", "args": ["x.js"] }\n    }\n}',
  ],
  [
    'codex',
    '# mine\nmodel = "o"   # this one\n\n[mcp_servers.docs] # documents\ncommand   = \'npx\'\nargs = [\n  "-y", # yes\n  "some-docs",\n]\nenv = { TOKEN = "a" }\n\n[mcp_servers."odd name"]\nurl = "https://o.example.org/mcp"   # there\nhttp_headers = { "X-A" = "b" }\ntool_timeout_sec = 60.0\n\n[mcp_servers."odd name".tools.t]\napproval_mode = "prompt"\n\n[tui]\nsince = 1979-05-27T07:32:00Z\nbig = 0xFF\n',
  ],
  [
    'gemini-cli',
    '{\n  "theme": "x",\n  "mcpServers": {\n    "a": { "command": "python", "args": ["-m", "a"], "cwd": "./a", "trust": false },\n    "b": { "httpUrl": "https://b.example.org/mcp" },\n    "c": { "url": "https://c.example.org/sse" } // the older kind\n  }\n}\n',
  ],
  [
    'zed',
    '// Zed\n{\n  "context_servers": {\n    "x": {\n      "source": "custom",\n      "command": "node",\n      "args": ["x.js"],\n    },\n  },\n  "vim_mode": true,\n}\n',
  ],
  ['copilot-cli', '{"mcpServers":{"x":{"type":"local","command":"x","args":["--y"],"tools":["*"]}}}'],
  [
    'opencode',
    '{\n  // open\n  "mcp": {\n    "l": { "type": "local", "command": ["bun", "x", "l"], "environment": { "A": "b" } },\n    "r": { "type": "remote", "url": "https://r.example.org", "headers": { "A": "b" } }\n  }\n}\n',
  ],
  [
    'goose',
    'extensions:\n  # mine\n  files:\n    enabled: true\n    type: stdio\n    cmd: uvx   # the runner\n    args:\n      - some-files\n      - "/tmp"\n    envs: {}\n  bare:\n    type: stdio\n    cmd: "node"\n  far:\n    enabled: true\n    type: streamable_http\n    uri: "https://far.example.org/mcp"\n    headers: {X-Key: k}\n    timeout: 300\nGOOSE_MODEL: x\n',
  ],
  [
    'continue',
    'name: mine\nmcpServers:\n  - name: one\n    command: npx\n    args: ["-y", "one"]  # pinned\n  - name: two\n    command: two\n  - name: far\n    type: sse\n    url: https://far.example.org/sse\n',
  ],
  [
    'vscode-insiders',
    '{\n  "servers": {\n    "a": { "type": "stdio", "command": "node", "args": ["a.js", "--say=\u00fc"], "envFile": "\u0024{workspaceFolder}/.env" }, // the first\n    "b": { "url": "https://b.example.org/sse", "type": "sse" }\n  }\n}\n',
  ],
  [
    'devin-desktop',
    '{ "mcpServers": {\n  "on": { "command": "uvx", "args": ["on"], "disabled": false, "disabledTools": ["x"] },\n  "far": { "url": "https://far.example.org/mcp", "headers": { "Authorization": "Bearer t" } } } }\n',
  ],
  [
    'cline',
    '{\n  "mcpServers": {\n    "web": {\n      "autoApprove": ["look"],\n      "disabled": false,\n      "timeout": 60,\n      "type": "streamableHttp",\n      "url": "https://web.example.org/mcp"\n    },\n    "local one": {\n      "command": "node",\n      "args": [],\n      "env": { "KEY": "a b" },\n      "type": "stdio"\n    }\n  }\n}',
  ],
  [
    'roo-code',
    '{"mcpServers":\n\t{"s": {"type": "streamable-http", "url": "https://s.example.org/mcp", "headers": {"X-Key": "k"}, "alwaysAllow": ["a"]},\n\t "e": {"type": "sse", "url": "https://e.example.org/sse"},\n\t "p": {"command": "p", "args": ["1"], "cwd": "/tmp", "timeout": 5}}}\n',
  ],
  [
    'kiro',
    '{\n    "mcpServers" : {\n        "docs" : { "command" : "uvx", "args" : [ "docs@latest" ], "env" : { "LOG" : "ERROR" }, "disabled" : false, "autoApprove" : [ ] }\n    }\n}\n',
  ],
  [
    'amazon-q',
    '{"mcpServers":{"a":{"command":"a","args":["b","c"],"env":{},"timeout":120000},"h":{"type":"http","url":"https://h.example.org/mcp","oauth":{"scopes":["x"]}}}}\n\n',
  ],
  [
    'qwen-code',
    '{\n  /* mine */ "theme": "x",\n  "mcpServers": {\n    "a": { "command": "python", "args": ["-m", "a"], "trust": true },\n    "b": { "httpUrl": "https://b.example.org/mcp", "headers": { "A": "b" }, "timeout": 5 }\n  },\n  "mcp": { "excluded": ["c"] }\n}\n',
  ],
  [
    'lm-studio',
    '{\n  "mcpServers": {\n    "hub": {\n      "url": "https://hub.example.org/mcp",\n      "headers": {\n        "Authorization": "Bearer t"\n      }\n    },\n    "box": { "command": "docker", "args": ["run", "-i", "--rm", "box"], "env": {} }\n  }\n}',
  ],
]
