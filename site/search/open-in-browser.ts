import { indexFolder } from './index-files.ts'
import { type OpenIndex, openIndex } from './open-index.ts'

/** Opens the index when it is first asked for, and again after that failed. The form says what labels there are. */
export function indexOf(form: HTMLFormElement): () => Promise<OpenIndex> {
  let opened: Promise<OpenIndex> | undefined
  return () => {
    opened ??= openIndex(readFile, {
      categories: form.dataset.categories?.split(' ') ?? [],
      severities: form.dataset.severities?.split(' ') ?? [],
    })
    opened.catch(() => {
      opened = undefined
    })
    return opened
  }
}

/** The version is in the address, so that what is kept from an earlier index is not taken for a part of this one. */
async function readFile(file: string, version: string): Promise<Uint8Array> {
  const answer = await fetch(`${indexFolder}${file}${version && `?v=${version}`}`)
  if (!answer.ok) throw new Error(`${file}: ${answer.status}`)
  return new Uint8Array(await answer.arrayBuffer())
}
