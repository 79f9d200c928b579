import { z } from 'zod'
import { CannotList } from '../failure.ts'
import { pypiId } from '../identity/ids.ts'
import { askJson } from '../sources/ask.ts'
import type { Place } from '../sources/index.ts'

/** Where archives are asked for; the public hosts unless told. */
export type Hosts = { github?: string; pypi?: string }

/** An archive of source: `lasting` where its address never leads to anything else. */
export type Archive = { url: string; lasting: boolean; version?: string; sha256?: string }

type Asking = Parameters<typeof askJson>[0]
export type ArchivePlace = Extract<Place, { kind: 'github' | 'pypi' | 'mcpb' }>

/** Finds the archive in which the source at a place is. Throws `CannotList`. */
export async function findArchive(place: ArchivePlace, hosts: Hosts, asking: Asking): Promise<Archive> {
  switch (place.kind) {
    case 'github': {
      const { repository, ref = 'HEAD' } = place
      const { github = 'https://codeload.github.com' } = hosts
      return { url: `${github}/${repository}/tar.gz/${encodeURIComponent(ref)}`, lasting: false }
    }
    case 'pypi':
      return findOnPypi(place, hosts, asking)
    case 'mcpb': {
      const { url, sha256 } = place
      return { url, lasting: sha256 !== undefined, ...(sha256 === undefined ? {} : { sha256 }) }
    }
  }
}

const release = z.object({
  info: z.object({ version: z.string().max(100) }),
  urls: z.array(
    z.object({
      packagetype: z.string(),
      filename: z.string(),
      url: z.string(),
      size: z.number().catch(0),
      digests: z.object({ sha256: z.string() }).optional().catch(undefined),
    }),
  ),
})
type File = z.infer<typeof release>['urls'][number]

async function findOnPypi(
  { package: name, version }: Extract<Place, { kind: 'pypi' }>,
  { pypi = 'https://pypi.org' }: Hosts,
  asking: Asking,
): Promise<Archive> {
  const id = pypiId(name)
  if (id === null) throw new CannotList('not-installable', 'has a name that PyPI would not take')
  const path = [id.slice('pypi:'.length), version]
    .filter(part => part !== undefined)
    .map(encodeURIComponent)
    .join('/')
  const read = await askJson(asking, `${pypi}/pypi/${path}/json`, release)
  if (read === null) throw new CannotList('not-installable', 'is not on PyPI')
  const file = chooseFile(read.urls)
  if (file === undefined) throw new CannotList('not-readable', 'has no source on PyPI')
  const sha256 = file.digests?.sha256
  return { url: file.url, lasting: true, version: read.info.version, ...(sha256 ? { sha256 } : {}) }
}

/** The source as its authors packed it; else a wheel, which holds Python as it is. */
function chooseFile(files: File[]): File | undefined {
  const kinds = [
    ({ packagetype, filename }: File) => packagetype === 'sdist' && /\.(?:tar\.gz|tgz|zip)$/.test(filename),
    ({ filename }: File) => filename.endsWith('-none-any.whl'),
    ({ packagetype }: File) => packagetype === 'bdist_wheel',
  ]
  for (const isKind of kinds) {
    const [smallest] = files.filter(isKind).sort((a, b) => a.size - b.size)
    if (smallest !== undefined) return smallest
  }
  return undefined
}
