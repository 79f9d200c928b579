import { exportFormats, profiles } from '../../../policy/index.ts'
import type { Choice, Choices } from './choices.ts'

const mark = '#policy?'
const plainChoices = ['allow', 'ask', 'deny'] as const
const limitPattern = /^(\d{1,9})\/(minute|hour|day)\/([\s\S]*)$/

export function usualChoices(): Choices {
  return { profile: 'standard', format: 'policy', as: '', tools: new Map() }
}

/** The choices as the end of an address. After `#` it stays with the reader: no server is told. */
export function toFragment({ profile, format, as, tools }: Choices): string {
  const fields = new URLSearchParams()
  if (profile !== 'standard') fields.append('profile', profile)
  if (format !== 'policy') fields.append('format', format)
  if (as !== '') fields.append('as', as)
  for (const [name, choice] of tools)
    fields.append(choice.kind, choice.kind === 'limit' ? `${choice.max}/${choice.window}/${name}` : name)
  const text = fields.toString()
  return text === '' ? '#policy' : `${mark}${text}`
}

/** Reads choices back; null where the address has none. What cannot be read is left out. */
export function fromFragment(fragment: string): Choices | null {
  if (!fragment.startsWith(mark)) return null
  const choices = usualChoices()
  for (const [key, value] of new URLSearchParams(fragment.slice(mark.length))) {
    if (key === 'profile') choices.profile = profiles.find(each => each === value) ?? choices.profile
    else if (key === 'format') choices.format = exportFormats.find(each => each === value) ?? choices.format
    else if (key === 'as') choices.as = value.slice(0, 64)
    else readChoice(key, value, choices.tools)
  }
  return choices
}

function readChoice(key: string, value: string, tools: Map<string, Choice>): void {
  const kind = plainChoices.find(each => each === key)
  if (kind) tools.set(value, { kind })
  const limit = key === 'limit' ? limitPattern.exec(value) : null
  if (limit) {
    const [, max, window, name] = limit as unknown as [string, string, 'minute' | 'hour' | 'day', string]
    tools.set(name, { kind: 'limit', max: Number(max), window })
  }
}
