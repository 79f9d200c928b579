/** The thread that writes the whole catalogue while others make pages. */
import { parentPort, workerData } from 'node:worker_threads'
import { type CatalogueFilesJob, writeHere } from './catalogue-files.ts'

parentPort!.postMessage(await writeHere(workerData as CatalogueFilesJob))
