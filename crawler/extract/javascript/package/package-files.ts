import { z } from 'zod'

/** A package as it was published: nothing of it has run. Paths have `/` between their parts. */
export type PackageFiles = {
  name: string
  version: string
  manifest: Manifest
  files: Map<string, Buffer>
  /** True for the package that was asked for, false for what it depends on. */
  main: boolean
  /** True for our own stand-ins. */
  ours: boolean
}

const texts = z.record(z.string(), z.string()).catch({})
const manifest = z.looseObject({
  name: z.string().catch(''),
  version: z.string().catch(''),
  bin: z.union([z.string(), texts]).optional().catch(undefined),
  main: z.string().optional().catch(undefined),
  module: z.string().optional().catch(undefined),
  description: z.string().max(10_000).optional().catch(undefined),
  homepage: z.url().max(2_000).optional().catch(undefined),
  dependencies: texts.optional(),
  optionalDependencies: texts.optional(),
  exports: z.unknown().optional(),
  imports: z.unknown().optional(),
})
export type Manifest = z.infer<typeof manifest>

export function readManifest(files: Map<string, Buffer>): Manifest | null {
  try {
    return manifest.parse(JSON.parse(files.get('package.json')?.toString('utf8') ?? ''))
  } catch {
    return null
  }
}
