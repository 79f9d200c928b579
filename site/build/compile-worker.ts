/** The thread that compiles the pages. */
import { workerData } from 'node:worker_threads'
import { type CompileJob, compileInto } from './compile-pages.ts'

await compileInto(workerData as CompileJob)
