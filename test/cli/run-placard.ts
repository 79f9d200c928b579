import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export type Ran = { code: number | null; stdout: string; stderr: string }

const launcher = fileURLToPath(new URL('../../cli/placard.mjs', import.meta.url))

/** Runs the command as a user would, with `input` on its standard input. */
export function runPlacard(words: string[], input = ''): Promise<Ran> {
  const child = startPlacard(words)
  child.stdin!.on('error', () => {})
  child.stdin!.end(input)
  return ended(child)
}

export function startPlacard(words: string[], environment: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, [launcher, ...words], { env: { ...process.env, ...environment } })
}

export function ended(child: ChildProcess): Promise<Ran> {
  let stdout = ''
  let stderr = ''
  child.stdout!.setEncoding('utf8').on('data', text => {
    stdout += text
  })
  child.stderr!.setEncoding('utf8').on('data', text => {
    stderr += text
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve({ code, stdout, stderr }))
  })
}
