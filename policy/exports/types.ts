import type { ToolDefinition } from '../../classifier/index.ts'
import type { Policy } from '../types.ts'

/** What happens to a call, the mildest first. */
export type Fate = 'allow' | 'ask' | 'deny'

/** Something that the policy says and the exported document does not. */
export type Loss = {
  /** The tool it concerns; absent: the whole document. */
  tool?: string
  /** JSON Pointer into the policy to what is lost. */
  pointer: string
  /** One sentence: what cannot be said, and what happens instead. */
  message: string
}

export type ExportOptions = {
  server: {
    /** What the other product calls the server: the key in its configuration. */
    name: string
    /** Its canonical id, which `server` of a policy names. */
    id?: string
  }
  /** The definitions that the server lists. Tools among them that the policy does not name are denied by name. */
  tools: readonly ToolDefinition[]
}

export type Exported = {
  text: string
  /** As the other product wants it, without its folder. */
  fileName: string
  /** Everything that the policy says and the text does not. */
  losses: Loss[]
}

/**
 * Writes a policy for another product. What the product cannot say is asked or denied there, never allowed, and
 * stands in `losses`. Throws an `ExportRefusal` where nothing sound can be written.
 */
export type Exporter = {
  /** The product, as it may stand in a sentence. */
  title: string
  export: (policy: Policy, options: ExportOptions) => Exported
  /** Puts the texts for several servers into one; absent where each server has a document of its own. */
  join?: (texts: readonly string[]) => string
}

/** No document can be written; the message says why and what to change. */
export class ExportRefusal extends Error {
  override name = 'ExportRefusal'
}
