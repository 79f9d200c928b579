import type Database from 'better-sqlite3'
import type { Recording } from './recording.ts'
import type { FoundRow, Job, NewTask, Task, TaskResult, TaskRow } from './types.ts'

/** The catalogue's memory of crawling: what was found where, what is to be read, and what came of it. */
export type Queue = {
  /** The job that was begun and not ended, or null. */
  openJob(): Job | null
  /** Begins a job, or takes the one with this id over. */
  beginJob(job: Omit<Job, 'id'> & { id?: number }): Job
  /** Says that a job's owner is alive. */
  beatJob(id: number, beat: number): void
  endJob(id: number, at: string): void
  /** Stores what a source found, in place of what it said of the same ids before. */
  recordFound(job: number, rows: FoundRow[]): void
  /** Everything that these sources ever found; all sources unless told. Do not write meanwhile. */
  everyFound(sources?: string[]): IterableIterator<FoundRow>
  /** How many servers each source told of in a job. */
  foundIn(job: number): Map<string, number>
  /** Puts a task into the queue; due now where it is new or has another mark than before. */
  addTask(task: NewTask, now: string): void
  /** Takes a task out of the queue until it is added with another mark. */
  dropTask(id: string): void
  /** Ids of the tasks that are due, longest due first. */
  dueTasks(now: string): string[]
  task(id: string): Task | null
  /** Makes a task due now. */
  hastenTask(id: string, now: string): void
  /**
   * Records what came of a task and that it is done, in one go. A failure is the server's where this
   * version of it was read in no other way, and nothing of it went well in this job.
   */
  finishTask(job: Job, id: string, result: TaskResult): TaskRow
  /** Every task that a job has done, by id. */
  doneTasks(job: number): TaskRow[]
}

type Row = { [name: string]: unknown }
type DoneColumns = Omit<TaskRow, 'problems' | 'reason' | 'message' | 'due'> & {
  [name in 'problems' | 'reason' | 'message' | 'due']: string | null
}

export function queueTasks(database: Database.Database, recording: Recording): Queue {
  return {
    ...keepJobs(database),
    ...keepFound(database),
    ...keepTasks(database),
    ...finishTasks(database, recording),
  }
}

function keepJobs(database: Database.Database): Pick<Queue, 'openJob' | 'beginJob' | 'beatJob' | 'endJob'> {
  const open = database.prepare<[], Job>(
    'select id, started, owner, beat from job where ended is null order by id desc limit 1',
  )
  const begin = database.prepare<[Row], Job>(`
    insert into job (id, started, owner, beat) values (@id, @started, @owner, @beat)
    on conflict (id) do update set owner = @owner, beat = @beat returning id, started, owner, beat`)
  const beat = database.prepare('update job set beat = ? where id = ?')
  const end = database.prepare('update job set ended = ? where id = ?')
  return {
    openJob: () => open.get() ?? null,
    beginJob: job => begin.get({ id: null, ...job })!,
    beatJob: (id, at) => void beat.run(at, id),
    endJob: (id, at) => void end.run(at, id),
  }
}

function keepFound(database: Database.Database): Pick<Queue, 'recordFound' | 'everyFound' | 'foundIn'> {
  const insert = database.prepare(`
    insert into found (source, id, entry, job) values (@source, @id, @entry, @job)
    on conflict (source, id) do update set entry = @entry, job = @job`)
  const every = database.prepare<[string | null, string | null], FoundRow>(`
    select source, id, entry from found where ? is null or source in (select value from json_each(?))
    order by source, id`)
  const counts = database.prepare<[number], { source: string; n: number }>(
    'select source, count(*) as n from found where job = ? group by source order by source',
  )
  return {
    recordFound: database.transaction((job: number, rows: FoundRow[]) => {
      for (const row of rows) insert.run({ ...row, job })
    }),
    everyFound(sources) {
      const wanted = sources === undefined ? null : JSON.stringify(sources)
      return every.iterate(wanted, wanted)
    },
    foundIn: job => new Map(counts.all(job).map(({ source, n }) => [source, n])),
  }
}

function keepTasks(
  database: Database.Database,
): Pick<Queue, 'addTask' | 'dropTask' | 'dueTasks' | 'task' | 'hastenTask'> {
  const add = database.prepare(`
    insert into task (id, server_id, version, mark, entry, due)
    values (@id, @serverId, @version, @mark, @entry, @now)
    on conflict (id) do update set server_id = @serverId, version = @version, mark = @mark, entry = @entry,
      due = iif(mark = @mark, due, @now), tries = iif(mark = @mark, tries, 0)`)
  const drop = database.prepare("update task set due = null, mark = '' where id = ?")
  const due = database
    .prepare<[string], string>('select id from task where due <= ? order by due, id')
    .pluck()
  const one = database.prepare<[string], Task>(
    'select id, server_id as serverId, version, mark, entry, tries from task where id = ?',
  )
  const hasten = database.prepare('update task set due = ? where id = ?')
  return {
    addTask: (task, now) => void add.run({ ...task, now }),
    dropTask: id => void drop.run(id),
    dueTasks: now => due.all(now),
    task: id => one.get(id) ?? null,
    hastenTask: (id, now) => void hasten.run(now, id),
  }
}

function finishTasks(
  database: Database.Database,
  recording: Recording,
): Pick<Queue, 'finishTask' | 'doneTasks'> {
  const finish = database.prepare(`
    update task set job = @job, due = @due, tries = iif(@ok, 0, tries + 1), outcome = @outcome, tools = @tools,
      reason = @reason, message = @message, problems = @problems where id = @id`)
  const columns = 'id, server_id as serverId, outcome, tools, reason, message, problems, due' satisfies string
  const seenOtherwise = database
    .prepare<[Row], number>(`
      select 1 from listing l join task t on t.id = @id
      where l.server_id = t.server_id
        and (l.last_seen >= @started or (l.version = t.version and l.version <> '' and l.how <> @how)) limit 1`)
    .pluck()
  const done = database.prepare<[number], DoneColumns>(
    `select ${columns} from task where job = ? order by id`,
  )
  const one = database.prepare<[string], DoneColumns>(`select ${columns} from task where id = ?`)
  return {
    finishTask: database.transaction((job: Job, id: string, result: TaskResult) => {
      const row = { job: job.id, id, due: result.due, reason: null, message: null, problems: null, tools: 0 }
      if (result.ok) {
        const outcome = recording.recordListing(result.listing)
        const problems = result.problems.length === 0 ? null : JSON.stringify(result.problems)
        finish.run({ ...row, ok: 1, outcome, tools: result.listing.tools.length, problems })
      } else {
        const { reason, message } = result.failure
        if (seenOtherwise.get({ id, started: job.started, how: result.how }) === undefined)
          recording.recordFailure(result.failure)
        finish.run({ ...row, ok: 0, outcome: 'failed', reason, message })
      }
      return toTaskRow(one.get(id)!)
    }),
    doneTasks: job => done.all(job).map(toTaskRow),
  }
}

function toTaskRow({ problems, reason, message, due, ...row }: DoneColumns): TaskRow {
  return {
    ...row,
    problems: problems === null ? [] : JSON.parse(problems),
    ...(reason === null ? {} : { reason }),
    ...(message === null ? {} : { message }),
    ...(due === null ? {} : { due }),
  }
}
