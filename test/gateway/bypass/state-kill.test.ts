import { expect, test } from 'vitest'
import { killGateway } from '../state-process/kill-gateway.ts'

// `bench/gateway-kill.ts` does the same a hundred times.
test('a gateway that is killed in the middle of calls forgets no limit and breaks no line', {
  timeout: 180_000,
}, async () => {
  const limit = 300
  const left = await killGateway(8, limit)
  expect(left).toMatchObject({ unrecorded: 0, problems: [] })
  expect(left.forwarded).toBeGreaterThan(0)
  expect(left.forwarded).toBeLessThanOrEqual(limit)
  expect(left.counted).toBeGreaterThanOrEqual(left.forwarded)
  expect(left.counted).toBeLessThanOrEqual(limit)
})
