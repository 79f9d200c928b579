import type { z } from 'zod'
import { plain } from './plain.ts'

/** What is wrong at one place of a policy, in one sentence. */
export function messageFor(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `${issue.keys.map(plain).join(', ')} is no key of a policy here.`
    case 'invalid_value':
      return `This has to be ${list(issue.values)}.`
    case 'invalid_type':
      return `This has to be ${types[issue.expected] ?? issue.expected}.`
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? 'This must not be empty.'
        : `This must not be below ${issue.minimum}.`
    case 'too_big':
      return `This must not be above ${issue.maximum}.`
    case 'invalid_union':
      return 'This has to be one of the operators with a value that fits it.'
    case 'invalid_format':
      return issue.path.at(-1) === 'pin'
        ? 'This is no hash of a tool definition.'
        : 'This is no path to an argument.'
    default:
      return `This ${issue.message}.`
  }
}

/** What to write instead. */
export function mendFor(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return 'Remove it, or correct its spelling.'
    case 'invalid_value':
    case 'invalid_type':
      return issue.input === undefined ? 'Add it.' : 'Write one that fits.'
    case 'invalid_union':
      return 'Operators: eq, neq, lt, lte, gt, gte, in, not_in, exists, regex, contains, under, host_in, sql_reads_only.'
    case 'invalid_format':
      return issue.path.at(-1) === 'pin'
        ? 'Write sha256: and 64 lower-case hexadecimal digits.'
        : 'Write args.name, args.list[0], args.list[*] or args["odd name"].'
    case 'custom':
      return 'Leave out what needs backtracking: look-around and back-references.'
    default:
      return 'Write a value within the bounds.'
  }
}

const types: { [expected: string]: string } = {
  map: 'an object from tool names to rules',
  object: 'an object',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
}

function list(values: readonly unknown[]): string {
  return values.map(value => JSON.stringify(value)).join(' or ')
}
