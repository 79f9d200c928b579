import type { ServerIdentity } from '../../catalogue/index.ts'
import { readArchive } from '../archive/read-archive.ts'
import { CannotList, toFailure } from '../failure.ts'
import type { Extraction, Language, SourceOptions } from '../types.ts'
import { readProject } from './read-project.ts'
import { findProjects, type Project } from './source/find-projects.ts'
import { readFolder } from './source/read-folder.ts'
import { type Reading, toExtraction } from './source/reading.ts'

/** Reads the tools of every server in a folder of source, in whatever language. Nothing of it runs. */
export async function extractFolder(folder: string, options: SourceOptions): Promise<Extraction[]> {
  return extractFiles(async () => readFolder(folder), options)
}

/** The same for a `.tar.gz` with one folder around all, as npm, PyPI and GitHub make them. */
export async function extractArchive(file: string, options: SourceOptions): Promise<Extraction[]> {
  return extractFiles(() => readArchive(file), options)
}

async function extractFiles(
  read: () => Promise<Map<string, Buffer>>,
  options: SourceOptions,
): Promise<Extraction[]> {
  try {
    const extractions = await extractProjects(await read(), options)
    if (extractions.length === 0) throw new CannotList('not-readable', 'shows no tool that reaches a server')
    return extractions
  } catch (error) {
    const reason = options.signal?.aborted
      ? new CannotList('stopped', 'was not read', { cause: error })
      : error
    return [{ ok: false, failure: toFailure(options.id, reason, 'not-readable') }]
  }
}

/** One result for each project with tools in it, whatever mix of languages that is written in. */
async function extractProjects(files: Map<string, Buffer>, options: SourceOptions): Promise<Extraction[]> {
  const { args = [], env = {}, now = () => new Date() } = options
  const read: { project: Project; readings: Map<Language, Reading> }[] = []
  for (const project of findProjects(files)) {
    options.signal?.throwIfAborted()
    const readings = await readProject(files, project, { args, env })
    if (readings.size > 0) read.push({ project, readings })
  }
  const alone = read.length === 1
  return read.map(({ project, readings }) =>
    toExtraction(
      {
        server: identityOf(project, options, alone),
        folder: project.folder,
        languages: [...readings.keys()],
        at: now(),
      },
      together([...readings.values()]),
    ),
  )
}

function identityOf({ folder, about }: Project, options: SourceOptions, alone: boolean): ServerIdentity {
  const { id } = options
  const own = alone || folder === '' ? id : `${id}/${folder}`
  return {
    id: own,
    name: about.name || own.slice(own.indexOf(':') + 1),
    version: options.version ?? about.version,
    ...(about.description === '' ? {} : { description: about.description }),
  }
}

function together(readings: Reading[]): Reading {
  const names = new Set<string>()
  const found = readings
    .flatMap(reading => reading.found)
    .filter(({ definition: { name } }) => !names.has(name) && names.add(name))
  const sum = (key: 'nameless' | 'unproven') => readings.reduce((total, reading) => total + reading[key], 0)
  const exhausted = readings.some(reading => reading.exhausted)
  return { found, nameless: sum('nameless'), unproven: sum('unproven'), exhausted }
}
