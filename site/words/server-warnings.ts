import type { Difference, ToolRow } from '../../catalogue/index.ts'
import type { ToolEntry } from '../atlas.ts'
import type { AttackPath } from '../attack-paths.ts'
import { count, digits, listed } from './numbers.ts'

type About = {
  rows: readonly ToolRow[]
  paths: readonly AttackPath<ToolEntry>[]
  differences: readonly Difference[]
}

const mostNamed = 2

/** What somebody should know before an agent gets the server, each with the part of the page that says more. */
export function serverWarnings({ rows, paths, differences }: About): { text: string; href: string }[] {
  const verdicts = rows.flatMap(({ verdict }) => verdict ?? [])
  const aimed = verdicts.filter(({ poison }) => poison.length > 0).length
  const lying = verdicts.filter(({ hints }) => hints.findings.includes('contradiction')).length
  const ungraded = verdicts.filter(({ graded }) => !graded).length
  return [
    aimed > 0 && {
      text: `${count(aimed, 'definition holds', 'definitions hold')} text aimed at the model.`,
      href: '#tools',
    },
    paths.length > 0 && {
      text: `${rows.length === 1 ? 'It opens' : 'Together its tools open'} ${count(paths.length, 'known way')} of abuse: ${pathsInWords(paths)}.`,
      href: '#paths',
    },
    lying > 0 && {
      text: `${count(lying, 'tool claims', 'tools claim')} by ${lying === 1 ? 'its' : 'their'} hints to do less than the ${lying === 1 ? 'definition shows' : 'definitions show'}.`,
      href: '#hints',
    },
    ungraded > 0 && {
      text: `${count(ungraded, 'tool says', 'tools say')} too little of ${ungraded === 1 ? 'itself' : 'themselves'} to be graded.`,
      href: '#tools',
    },
    differences.length > 0 && {
      text: `${count(differences.length, 'tool is', 'tools are')} not the same in every place where this version was seen.`,
      href: '#differences',
    },
  ].filter(warning => warning !== false)
}

function pathsInWords(paths: readonly AttackPath<ToolEntry>[]): string {
  const names = paths.slice(0, mostNamed).map(({ pattern }) => `“${pattern.name}”`)
  const left = paths.length - names.length
  return listed(left === 0 ? names : [...names, `${digits(left)} more`])
}
