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
    'extensions:\n  # mine\n  files:\n    enabled: true\n    type: stdio\n    cmd: uvx   # the runner\n    args:\n      - some-files\n      - "/tmp"\n    envs: {}\n  bare:\n    type: stdio\n    cmd: "node"\nGOOSE_MODEL: x\n',
  ],
  [
    'continue',
    'name: mine\nmcpServers:\n  - name: one\n    command: npx\n    args: ["-y", "one"]  # pinned\n  - name: two\n    command: two\n',
  ],
]
