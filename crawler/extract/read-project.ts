import { CannotList } from '../failure.ts'
import type { Language } from '../types.ts'
import type { Project } from './source/find-projects.ts'
import type { Reading } from './source/reading.ts'

/** What a program would be started with. */
export type Start = { args: string[]; env: { [variable: string]: string } }

/** Reads one project's tools in one language. May throw `CannotList`. */
export type ReadLanguage = (files: Map<string, Buffer>, folder: string, start: Start) => Promise<Reading>

/** Each language is loaded, with its parser, where its code is met for the first time. */
const readers: { [language in Language]?: () => Promise<ReadLanguage> } = {
  javascript: async () => (await import('./javascript/read-javascript.ts')).readJavascript,
  python: async () => (await import('./python/read-python.ts')).readPython,
  go: async () => (await import('./go/read-go.ts')).readGo,
  csharp: async () => (await import('./csharp/read-csharp.ts')).readCsharp,
  java: async () => (await import('./java/read-java.ts')).readJava,
  rust: async () => (await import('./rust/read-rust.ts')).readRust,
}

/** Reads a project's tools in each of its languages; only those are in the result in which tools were found. */
export async function readProject(
  files: Map<string, Buffer>,
  project: Project,
  start: Start,
): Promise<Map<Language, Reading>> {
  const readings = new Map<Language, Reading>()
  for (const language of project.languages) {
    const read = await readers[language]?.()
    if (read === undefined) continue
    try {
      const reading = await read(files, project.folder, start)
      if (reading.found.length > 0) readings.set(language, reading)
    } catch (error) {
      if (!(error instanceof CannotList)) throw error
    }
  }
  return readings
}
