import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { type Grants, openGrants } from '../../../gateway/grants/index.ts'
import { ownFolder, stateOpener } from '../open-state.ts'

const folder = ownFolder()
const open = stateOpener()
let count = 0
let place: string
let time: number
let grants: Grants
beforeEach(async () => {
  place = join(folder, `${++count}.sqlite`)
  time = 1_800_000_000_000
  grants = openGrants((await open(place)).grants, () => time)
})
const bot = { name: 'bot', policy: '/policies/bot.json', servers: ['memory'] }

test('a grant has a token that nobody can read again', async () => {
  const { grant, token } = await grants.add(bot)
  expect(grant).toMatchObject({ ...bot, createdAt: time, expiresAt: null, revokedAt: null })
  expect(await grants.verify(token)).toEqual(grant)
  const secret = token.slice(-43)
  for (const file of [place, `${place}-wal`]) expect(readFileSync(file).includes(secret)).toBe(false)
  expect(JSON.stringify(await grants.list())).not.toContain(secret)
})

test('another process knows the grant, and its end', async () => {
  const { token } = await grants.add(bot)
  const other = openGrants((await open(place)).grants, () => time)
  expect(await other.verify(token)).toMatchObject(bot)
  await other.revoke('bot')
  expect(await grants.verify(token)).toBeNull()
})

describe('a token is refused', () => {
  test('where it is changed in any place, or none', async () => {
    const { token } = await grants.add(bot)
    for (let index = 0; index < token.length; index++) {
      const other = token[index] === 'A' ? 'B' : 'A'
      expect(await grants.verify(token.slice(0, index) + other + token.slice(index + 1))).toBeNull()
    }
    for (const none of [
      '',
      ' ',
      `${token} `,
      ` ${token}`,
      `${token}\n`,
      token.slice(0, -1),
      `Bearer ${token}`,
      '__proto__',
    ])
      expect(await grants.verify(none)).toBeNull()
  })
  test('of one grant with the id of another', async () => {
    const [one, other] = [await grants.add(bot), await grants.add({ ...bot, name: 'other' })]
    expect(await grants.verify(one.token.replace(one.grant.id, other.grant.id))).toBeNull()
  })
  test('when it has expired, to the millisecond', async () => {
    const { token } = await grants.add({ ...bot, expiresAt: time + 1_000 })
    time += 999
    expect(await grants.verify(token)).not.toBeNull()
    time += 1
    expect(await grants.verify(token)).toBeNull()
  })
  test('when the grant is revoked', async () => {
    const { grant, token } = await grants.add(bot)
    expect(await grants.revoke(grant.id)).toMatchObject({ revokedAt: time })
    expect(await grants.verify(token)).toBeNull()
    await expect(grants.revoke(grant.id)).rejects.toThrow('revoked')
    await expect(grants.rotate(grant.id)).rejects.toThrow('revoked')
  })
})

describe('rotating', () => {
  test('refuses the old token from then on', async () => {
    const first = await grants.add(bot)
    const second = await grants.rotate('bot')
    expect(await grants.verify(first.token)).toBeNull()
    expect(await grants.verify(second.token)).toMatchObject({ id: first.grant.id, rotatedAt: time })
  })
  test('takes the old token for as long as it is told, and then no more', async () => {
    const first = await grants.add(bot)
    await grants.rotate('bot', 60_000)
    time += 59_999
    expect(await grants.verify(first.token)).not.toBeNull()
    time += 1
    expect(await grants.verify(first.token)).toBeNull()
  })
  test('twice leaves one old token at most, and revoking none', async () => {
    const [first, second] = [await grants.add(bot), await grants.rotate('bot', 60_000)]
    const third = await grants.rotate('bot', 60_000)
    expect(await grants.verify(first.token)).toBeNull()
    expect(await grants.verify(second.token)).not.toBeNull()
    await grants.revoke('bot')
    expect(await grants.verify(second.token)).toBeNull()
    expect(await grants.verify(third.token)).toBeNull()
  })
})

test('a name stands for one grant at a time', async () => {
  const first = await grants.add(bot)
  await expect(grants.add(bot)).rejects.toThrow('already')
  await grants.revoke('bot')
  const second = await grants.add(bot)
  expect(second.grant.id).not.toBe(first.grant.id)
  expect((await grants.list()).map(({ revokedAt }) => revokedAt !== null)).toContain(true)
  await expect(grants.revoke('nobody')).rejects.toThrow('nobody')
})
