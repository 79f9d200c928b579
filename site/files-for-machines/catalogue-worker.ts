/** The thread that writes the whole catalogue while others make pages. */
import { workerData } from 'node:worker_threads'
import { type CatalogueFilesJob, writeHere } from './catalogue-files.ts'

writeHere(workerData as CatalogueFilesJob)
