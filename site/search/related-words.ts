import { wordsOf } from './words.ts'

/** Words that servers use for the same thing. What is found by another word of a group comes after the word itself. */
const groups = [
  ['delete', 'remove', 'erase', 'destroy'],
  ['create', 'add', 'new'],
  ['update', 'edit', 'modify', 'change'],
  ['mail', 'email', 'gmail'],
  ['message', 'msg', 'chat'],
  ['repository', 'repo'],
  ['database', 'db'],
  ['folder', 'directory', 'dir'],
  ['picture', 'image', 'photo'],
  ['document', 'doc'],
  ['kubernetes', 'k8s'],
  ['postgres', 'postgresql', 'pg'],
  ['shell', 'bash', 'command', 'terminal'],
  ['execute', 'exec', 'run'],
  ['payment', 'pay', 'charge'],
  ['refund', 'reimburse'],
  ['secret', 'credential', 'password'],
  ['configuration', 'config', 'setting'],
  ['authentication', 'auth', 'login'],
  ['javascript', 'js'],
  ['browser', 'chrome', 'puppeteer', 'playwright'],
] as const

const byWord = new Map<string, string[]>()
for (const group of groups) {
  const words = group.flatMap(word => wordsOf(word))
  for (const word of words)
    byWord.set(
      word,
      words.filter(other => other !== word),
    )
}

export function relatedWords(word: string): string[] {
  return byWord.get(word) ?? []
}
