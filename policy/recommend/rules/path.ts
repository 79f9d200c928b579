import type { ToolArgument } from '../arguments.ts'
import type { Proposal, Proposer, Situation } from '../proposal.ts'
import { someOf } from '../words.ts'

/** Where credentials lie, on the systems that people develop on. */
const secretPlaces = [
  '\\.\\.',
  '\\.ssh',
  '\\.aws',
  '\\.azure',
  '\\.gnupg',
  '\\.kube',
  '\\.docker',
  '\\.netrc',
  '\\.npmrc',
  '\\.pypirc',
  '\\.git-credentials',
  '\\.env[^/\\\\]*',
  'id_(?:rsa|dsa|ecdsa|ed25519)[^/\\\\]*',
  'etc[/\\\\](?:shadow|sudoers)[^/\\\\]*',
]
/** What another program runs or obeys as soon as it is written. */
const obeyedPlaces = [
  '\\.git',
  '\\.(?:bash|zsh)(?:rc|_profile|env)',
  '\\.profile',
  '\\.mcp\\.json',
  'mcp\\.json',
  'claude_desktop_config\\.json',
  '\\.claude',
  '\\.cursor',
  '\\.vscode',
  'crontab',
  'authorized_keys',
]

/** Keeps files that a tool reads or writes inside the roots, and away from credentials in any case. */
export const pathRules: Proposer = situation => {
  if (situation.profile === 'observe') return []
  const { roots } = situation.bounds
  return situation.arguments
    .filter(argument => argument.kind === 'path')
    .flatMap(argument => [
      ...(roots === undefined || roots.length === 0 ? [] : [insideRoots(situation, argument, roots)]),
      awayFromSecrets(situation, argument),
    ])
}

function insideRoots(situation: Situation, argument: ToolArgument, roots: string[]): Proposal {
  return {
    part: {
      key: 'require',
      rule: {
        conditions: [{ path: argument.path, op: 'under', value: roots }],
        on_deny: `${argument.name} has to be a full path inside ${someOf(roots, 'or')}.`,
      },
    },
    does: `${argument.name} has to lie inside ${someOf(roots, 'or')} once every “..” in it is worked out.`,
    costs: `The agent has to write full paths, and cannot use ${situation.name} anywhere else${argument.required ? '' : `, nor leave ${argument.name} out`}. Links on the disk are not followed: a link that leads out stays a way out.`,
    leaves: `Every file inside ${someOf(roots, 'or')} that no other rule names.`,
    passes: { changes: [{ keys: argument.keys, value: fileIn(roots[0]!) }] },
    stopped: { changes: [{ keys: argument.keys, value: `${roots[0]}/../outside.txt` }] },
  }
}

function awayFromSecrets(situation: Situation, argument: ToolArgument): Proposal {
  const writes = situation.verdict.category !== 'Read'
  const places = writes ? [...secretPlaces, ...obeyedPlaces] : secretPlaces
  return {
    part: {
      key: 'deny_if',
      rule: {
        conditions: [
          {
            path: argument.path,
            op: 'regex',
            value: `(?i)(?:^|[/\\\\])(?:${places.join('|')})(?:[/\\\\]|$)|^/proc/`,
          },
        ],
        on_deny: `${argument.name} must not climb with “..” or name a place where credentials${writes ? ' or start-up files' : ''} are kept.`,
      },
    },
    does: `A call of ${situation.name} is refused when ${argument.name} climbs out of its folder with “..”, or names a place where keys and passwords are kept, such as .ssh, .aws or .env.${writes ? ' So is a file that another program obeys: a shell’s start-up file, .git, .mcp.json.' : ''}`,
    costs: `A file like .env.example is refused too, though nothing in it is secret${writes ? ', and so are the editor’s settings of the project' : ''}.`,
    leaves: `All other paths that the server itself accepts.`,
    passes: {
      changes: [{ keys: argument.keys, value: fileIn(situation.bounds.roots?.[0] ?? '/workspace') }],
    },
    stopped: {
      changes: [
        { keys: argument.keys, value: `${situation.bounds.roots?.[0] ?? '/workspace'}/.ssh/id_ed25519` },
      ],
    },
  }
}

function fileIn(root: string): string {
  return `${root.replace(/[/\\]+$/, '')}/notes.txt`
}
