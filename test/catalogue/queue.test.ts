import { expect, test } from 'vitest'
import type { Catalogue, Job, NewTask } from '../../catalogue/index.ts'
import { first, listing, open, readNote, second, server, third } from './notes.ts'

// What a crawl leaves in the catalogue to go on by.
const task: NewTask = {
  id: 'extracted npm:notes',
  serverId: server.id,
  version: '1.0.0',
  mark: 'one',
  entry: '{}',
}
const failure = { server, at: first, reason: 'timed-out', message: 'It took too long.' }

function begin(catalogue: Catalogue, started = first): Job {
  return catalogue.beginJob({ started, owner: '1 here', beat: 0 })
}

test('a job is open until it is ended, and can be taken over', () => {
  const catalogue = open()
  expect(catalogue.openJob()).toBeNull()
  const job = begin(catalogue)
  catalogue.beatJob(job.id, 5)
  expect(catalogue.openJob()).toEqual({ ...job, beat: 5 })
  const taken = catalogue.beginJob({ id: job.id, started: second, owner: '2 here', beat: 9 })
  expect(taken).toEqual({ id: job.id, started: first, owner: '2 here', beat: 9 })
  catalogue.endJob(job.id, third)
  expect(catalogue.openJob()).toBeNull()
  expect(begin(catalogue).id).toBeGreaterThan(job.id)
})

test('a task is due once, and again when it has another mark', () => {
  const catalogue = open()
  const job = begin(catalogue)
  catalogue.addTask(task, first)
  expect(catalogue.dueTasks(first)).toEqual([task.id])
  const row = catalogue.finishTask(job, task.id, {
    ok: true,
    due: null,
    listing: listing([readNote], first, server, 'extracted'),
    problems: ['one was left out'],
  })
  expect(row).toEqual({
    id: task.id,
    serverId: server.id,
    outcome: 'new',
    tools: 1,
    problems: ['one was left out'],
  })
  catalogue.addTask({ ...task, entry: '{"more":1}' }, second)
  expect(catalogue.dueTasks(third)).toEqual([])
  expect(catalogue.task(task.id)?.entry).toBe('{"more":1}')
  catalogue.addTask({ ...task, mark: 'two' }, second)
  expect(catalogue.dueTasks(first)).toEqual([])
  expect(catalogue.dueTasks(second)).toEqual([task.id])
  expect(catalogue.doneTasks(job.id)).toEqual([{ ...row, due: second }])
})

test('a failure is counted and due later, until it goes well or the mark changes', () => {
  const catalogue = open()
  const job = begin(catalogue)
  catalogue.addTask(task, first)
  const failed = { ok: false as const, failure, how: 'extracted' as const, due: second }
  expect(catalogue.finishTask(job, task.id, failed)).toMatchObject({
    outcome: 'failed',
    reason: 'timed-out',
    message: 'It took too long.',
    due: second,
  })
  catalogue.finishTask(job, task.id, failed)
  expect(catalogue.task(task.id)?.tries).toBe(2)
  expect(catalogue.dueTasks(first)).toEqual([])
  expect(catalogue.server(server.id)?.failure).toMatchObject({ reason: 'timed-out' })
  catalogue.addTask({ ...task, mark: 'two' }, first)
  expect(catalogue.task(task.id)?.tries).toBe(0)
})

test('a way that fails is no failure of a server whose version is known in another way', () => {
  const catalogue = open()
  catalogue.recordListing(listing([readNote], first, server, 'listed'))
  catalogue.addTask(task, third)
  const job = begin(catalogue, third)
  const failed = { ok: false as const, failure, how: 'extracted' as const, due: null }
  catalogue.finishTask(job, task.id, failed)
  expect(catalogue.server(server.id)?.failure).toBeNull()
  catalogue.addTask({ ...task, version: '2.0.0' }, third)
  catalogue.finishTask(job, task.id, failed)
  expect(catalogue.server(server.id)?.failure).toMatchObject({ reason: 'timed-out' })
})

test('what sources found is kept by source, the latest word of each', () => {
  const catalogue = open()
  const job = begin(catalogue)
  catalogue.recordFound(job.id, [
    { source: 'registry', id: server.id, entry: '1' },
    { source: 'npm', id: server.id, entry: '2' },
  ])
  catalogue.endJob(job.id, first)
  const next = begin(catalogue)
  catalogue.recordFound(next.id, [{ source: 'npm', id: server.id, entry: '3' }])
  expect([...catalogue.everyFound()]).toEqual([
    { source: 'npm', id: server.id, entry: '3' },
    { source: 'registry', id: server.id, entry: '1' },
  ])
  expect([...catalogue.everyFound(['registry'])]).toHaveLength(1)
  expect([...catalogue.foundIn(next.id)]).toEqual([['npm', 1]])
})

test('what is done together is done whole or not at all', () => {
  const catalogue = open()
  expect(() =>
    catalogue.together(() => {
      catalogue.remember('source', 'npm', 'page 2')
      throw new Error('torn')
    }),
  ).toThrow('torn')
  expect(catalogue.recall('source', 'npm')).toBeNull()
  catalogue.remember('source', 'npm', 'page 2')
  expect(catalogue.recall('source', 'npm')).toBe('page 2')
  catalogue.remember('source', 'npm', null)
  expect(catalogue.recall('source', 'npm')).toBeNull()
})

test('tasks follow a server that turns out to be another', () => {
  const catalogue = open()
  const job = begin(catalogue)
  catalogue.addTask(task, first)
  catalogue.finishTask(job, task.id, {
    ok: true,
    due: null,
    listing: listing([readNote], first, server, 'extracted'),
    problems: [],
  })
  catalogue.recordAliases('pypi:notes', [server.id])
  expect(catalogue.doneTasks(job.id)).toMatchObject([{ serverId: 'pypi:notes' }])
})
