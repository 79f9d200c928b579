import type { ToolArgument } from '../arguments.ts'
import type { Proposal, Proposer, Situation } from '../proposal.ts'
import { someOf } from '../words.ts'

/** This machine, the private networks, and the addresses where clouds hand out credentials. */
export const innerHosts = [
  'localhost',
  '*.localhost',
  '*.internal',
  '*.local',
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '::/127',
  '::ffff:0:0/96',
  'fc00::/7',
  'fe80::/10',
]

/** Keeps addresses to the hosts the user named, and away from the inner network in any case. */
export const addressRules: Proposer = situation => {
  if (situation.profile === 'observe') return []
  const { hosts } = situation.bounds
  return situation.arguments
    .filter(argument => argument.kind === 'url')
    .map(argument =>
      hosts === undefined || hosts.length === 0
        ? awayFromInside(situation, argument)
        : onlyHosts(situation, argument, hosts),
    )
}

function onlyHosts(situation: Situation, argument: ToolArgument, hosts: string[]): Proposal {
  return {
    part: {
      key: 'require',
      rule: {
        conditions: [{ path: argument.path, op: 'host_in', value: hosts }],
        on_deny: `${argument.name} has to be a full address at ${someOf(hosts, 'or')}.`,
      },
    },
    does: `${argument.name} has to be an address at ${someOf(hosts, 'or')}.`,
    costs: `The agent cannot point ${situation.name} anywhere else${argument.required ? '' : `, nor leave ${argument.name} out`}.`,
    leaves: `Every page of ${someOf(hosts)}. A redirect from there leads wherever it leads: the policy sees only the address in the call.`,
    passes: { changes: [{ keys: argument.keys, value: `https://${exampleHost(hosts[0]!)}/` }] },
    stopped: { changes: [{ keys: argument.keys, value: 'https://attacker.example/' }] },
  }
}

function awayFromInside(situation: Situation, argument: ToolArgument): Proposal {
  return {
    part: {
      key: 'deny_if',
      rule: {
        conditions: [{ path: argument.path, op: 'host_in', value: innerHosts }],
        on_deny: `${argument.name} must be a full address outside this machine and its private network.`,
      },
    },
    does: `A call of ${situation.name} is refused when ${argument.name} leads to this machine, to a private network or to a cloud’s metadata service, or is no address that every program reads alike.`,
    costs: `The agent cannot open a server that you run yourself on localhost, and has to write addresses in full.`,
    leaves: `Every public address. A public name that resolves to a private address is not noticed: the policy does not ask the DNS.`,
    passes: { changes: [{ keys: argument.keys, value: 'https://example.org/' }] },
    stopped: { changes: [{ keys: argument.keys, value: 'http://169.254.169.254/' }] },
  }
}

/** A host that the pattern accepts: itself, a name below `*.`, the first address of a range. */
export function exampleHost(pattern: string): string {
  const host = pattern.startsWith('*.') ? `www${pattern.slice(1)}` : pattern.replace(/\/\d+$/, '')
  return host.includes(':') ? `[${host}]` : host
}
