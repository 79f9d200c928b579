import type { ReadTarget } from '../read-target.ts'

export async function readMachine(run: boolean, timeout: number): Promise<ReadTarget> {
  throw new Error('Nothing to label.')
}
