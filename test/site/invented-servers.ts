import { hostileServer } from './hostile-server.ts'
import { evidence, type InventedServer, text, tool } from './invented-tool.ts'
import { lanternServer } from './lantern-server.ts'

const harbour: InventedServer = {
  at: '2026-10-02T08:00:00.000Z',
  server: {
    id: 'npm:@harbour/mooring-mcp',
    name: 'Harbour Mooring',
    version: '2.4.1',
    description: 'Books berths for boats and keeps the papers of the harbour.',
    homepage: 'https://harbour.example/mooring',
    repository: 'https://code.example/harbour/mooring',
  },
  tools: [
    tool(
      'list_berths',
      'Read',
      'Low',
      ['read-private'],
      {
        title: 'List berths',
        description: 'Lists the berths of a pier with their present boats.',
        inputSchema: { type: 'object', properties: { pier: text('Name of the pier') }, required: ['pier'] },
        annotations: { readOnlyHint: true },
      },
      {
        confidence: 0.98,
        summary: 'It lists the berths of a pier and changes nothing.',
        evidence: [
          evidence('name-verb', '/name', 'list', 'Read', 2.4),
          evidence('description-verb', '/description', 'Lists the berths', 'Read', 1.6),
        ],
        hints: { claimed: { readOnlyHint: true }, suggested: { readOnlyHint: true }, findings: [] },
      },
    ),
    tool(
      'book_berth',
      'Write',
      'Medium',
      ['modify-data', 'contact-people'],
      {
        title: 'Book a berth',
        description: 'Books a berth for a boat and writes to its skipper.',
        inputSchema: {
          type: 'object',
          properties: {
            boat: text('Name of the boat'),
            pier: text('Name of the pier'),
            nights: { type: 'integer', minimum: 1, description: 'How many nights' },
            note: text('A few words for the skipper'),
            wishes: {
              type: 'object',
              properties: {
                shade: { type: 'boolean' },
                power: { type: 'string', enum: ['none', '16A', '32A'] },
              },
            },
          },
          required: ['boat', 'pier', 'nights'],
        },
      },
      {
        confidence: 0.93,
        summary: 'It creates a booking and sends a message to the skipper of the boat.',
        evidence: [
          evidence('name-verb', '/name', 'book', 'Write', 1.9),
          evidence('description-verb', '/description', 'writes to its skipper', 'Write', 1.1),
          evidence('money-word', '/description', 'Books', 'Financial', 0.4),
        ],
        hints: {
          claimed: {},
          suggested: { readOnlyHint: false, destructiveHint: false, openWorldHint: true },
          findings: ['missing'],
        },
      },
    ),
    tool(
      'delete_boat_record',
      'Destructive',
      'Critical',
      ['delete-data'],
      {
        description: 'Removes the record of a boat with all its bookings. There is no way back.',
        inputSchema: {
          type: 'object',
          properties: { boat: text('Name of the boat'), confirm: { type: 'boolean' } },
          required: ['boat'],
        },
        annotations: { readOnlyHint: false, destructiveHint: false },
      },
      {
        capabilityEvidence: [
          {
            capability: 'delete-data',
            rule: 'delete-verb',
            at: '/description',
            excerpt: 'Removes the record',
          },
        ],
        confidence: 0.99,
        summary: 'It deletes the record of a boat and every booking that hangs on it, for good.',
        evidence: [
          evidence('name-verb', '/name', 'delete', 'Destructive', 3.1),
          evidence('no-way-back', '/description', 'There is no way back', 'Destructive', 2.2),
          evidence('confirm-parameter', '/inputSchema/properties/confirm', 'confirm', 'Destructive', 0.6),
        ],
        hints: {
          claimed: { readOnlyHint: false, destructiveHint: false },
          suggested: { readOnlyHint: false, destructiveHint: true },
          findings: ['contradiction'],
        },
      },
    ),
    tool(
      'charge_mooring_fee',
      'Financial',
      'Critical',
      ['move-money', 'contact-people', 'spend'],
      {
        description: 'Charges the card on file with the fee for the nights spent.',
        inputSchema: {
          type: 'object',
          properties: {
            boat: text('Name of the boat'),
            amount: { type: 'number', description: 'In euros' },
            currency: { type: 'string', enum: ['EUR', 'SEK'] },
          },
          required: ['boat', 'amount'],
        },
      },
      {
        confidence: 0.97,
        summary: 'It takes money from the card on file.',
        evidence: [
          evidence('money-verb', '/description', 'Charges the card', 'Financial', 3),
          evidence('amount-parameter', '/inputSchema/properties/amount', 'amount', 'Financial', 1.8),
        ],
      },
    ),
    tool(
      'manage_gate',
      'Destructive',
      'Critical',
      ['actuate', 'change-access', 'delete-data', 'read-private'],
      {
        description: 'Looks after the codes of the gate: list, add, open or revoke_all.',
        inputSchema: {
          type: 'object',
          properties: {
            action: {
              type: 'string',
              enum: ['list', 'add', 'open', 'revoke_all'],
              description: 'What to do',
            },
            code: text('The code'),
          },
          required: ['action'],
        },
      },
      {
        confidence: 0.81,
        summary: 'Depending on its action it lists, adds or revokes codes of the gate, or opens it.',
        modes: [
          { when: { action: 'list' }, category: 'Read', severity: 'Low' },
          { when: { action: 'add' }, category: 'Write', severity: 'High' },
          { when: { action: 'open' }, category: 'Execute', severity: 'High' },
          { when: { action: 'revoke_all' }, category: 'Destructive', severity: 'Critical' },
        ],
        evidence: [
          evidence('action-value', '/inputSchema/properties/action/enum/3', 'revoke_all', 'Destructive', 2),
          evidence('name-verb', '/name', 'manage', 'Write', 0.8),
          evidence('action-value', '/inputSchema/properties/action/enum/0', 'list', 'Read', 0.3),
          evidence('hedged', '/description', 'Looks after', 'Destructive', -0.5),
        ],
      },
    ),
    tool(
      'run_tide_script',
      'Execute',
      'Critical',
      ['run-code', 'read-secrets'],
      {
        description: 'Runs a script in the tide container and returns what it prints, environment included.',
        inputSchema: {
          type: 'object',
          properties: { script: text('The script, in any language the container has') },
          required: ['script'],
        },
      },
      {
        confidence: 0.96,
        summary: 'It runs any script that it is given, in a container.',
        evidence: [
          evidence('name-verb', '/name', 'run', 'Execute', 1.8),
          evidence('code-parameter', '/inputSchema/properties/script', 'script', 'Execute', 2.6),
        ],
      },
    ),
    tool(
      'frobnicate',
      'Ungraded',
      'High',
      [],
      {},
      {
        confidence: 0.31,
        summary: 'Its name is made up and nothing describes it, so what it does cannot be said.',
      },
    ),
    { definition: { name: 'weigh_anchor', description: 'Seen, but no label yet.' }, label: null },
  ],
}

/** More tools than stand on one page of a list. */
const crowd: InventedServer = {
  at: '2026-09-15T12:00:00.000Z',
  server: { id: 'pypi:crowd', name: 'crowd', version: '9' },
  tools: Array.from({ length: 620 }, (_, at) =>
    tool(
      `get_item_${at}`,
      'Read',
      'Low',
      [],
      { description: `Gets item ${at}.` },
      { summary: `It gets item ${at}.` },
    ),
  ),
}

const empty: InventedServer = {
  at: '2026-08-01T00:00:00.000Z',
  server: { id: 'oci:quiet/nothing', name: 'quiet', version: '1', description: '' },
  tools: [],
}

export const inventedServers = [harbour, lanternServer, hostileServer, crowd, empty]

export const inventedFailures = [
  {
    server: { id: 'npm:will-not-start', name: 'will-not-start' },
    at: '2026-11-22T09:00:00.000Z',
    reason: 'exited',
    message: 'It ended with code 1 before it answered: <script>alert(21)</script>\u001b[31m missing key',
  },
  {
    server: { id: 'github:lantern/notes/server', name: 'Lantern Notes' },
    at: '2026-11-22T09:05:00.000Z',
    reason: 'timed out',
    message: 'No answer within 20 seconds',
  },
]
