import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openAudit, verifyAudit } from '../../../gateway/audit/index.ts'
import { ownFolder } from '../open-state.ts'

const root = ownFolder()
const child = fileURLToPath(new URL('full-disk-child.ts', import.meta.url))

/** Runs the child under a limit on the size of its files, in blocks of 1,024 bytes as bash counts them. */
function runLimited(folder: string, kibibytes: number): { written: number; refused: number; other: number } {
  const words = ['-c', `ulimit -f ${kibibytes}; exec "$0" "$@"`, process.execPath, child, folder]
  return JSON.parse(execFileSync('bash', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }))
}

test('a file that may grow no more refuses lines, whole ones only, and no other way', {
  timeout: 60_000,
}, () => {
  for (const kibibytes of [5, 17, 64]) {
    const folder = join(root, `limit-${kibibytes}`)
    const { written, refused, other } = runLimited(folder, kibibytes)
    expect([refused, other]).toEqual([50, 0])
    expect(written).toBeGreaterThan(kibibytes)
    expect(verifyAudit(folder)).toMatchObject({
      sound: true,
      lanes: [{ lines: written, torn: 0, unfinished: 0 }],
    })
    const audit = openAudit({ folder })
    audit.record({ who: 'g', session: 's', server: 'x', tool: 't', decision: 'deny', rule: '', policy: 'p' })
    audit.close()
    expect(verifyAudit(folder)).toMatchObject({ sound: true, lanes: [{ lines: written + 1 }] })
  }
})

// A disk of its own needs the right to mount one.
const small = join(root, 'small')
mkdirSync(small)
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', small]).status === 0

test.skipIf(!mounted)(
  'a full disk refuses lines, and takes them again when there is room',
  { timeout: 60_000 },
  () => {
    try {
      const folder = join(small, 'audit')
      const output = execFileSync(process.execPath, [child, folder], { encoding: 'utf8' })
      const { written, refused, other } = JSON.parse(output)
      expect([refused, other]).toEqual([50, 0])
      expect(verifyAudit(folder)).toMatchObject({
        sound: true,
        lanes: [{ lines: written, torn: 0, unfinished: 0 }],
      })
      spawnSync('mount', ['-o', 'remount,size=1m', small])
      const audit = openAudit({ folder })
      audit.record({
        who: 'g',
        session: 's',
        server: 'x',
        tool: 't',
        decision: 'deny',
        rule: '',
        policy: 'p',
      })
      audit.close()
      expect(verifyAudit(folder)).toMatchObject({ sound: true, lanes: [{ lines: written + 1 }] })
    } finally {
      spawnSync('umount', [small])
    }
  },
)
