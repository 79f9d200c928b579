import schema from './policy.schema.json' with { type: 'json' }

/**
 * The JSON Schema (2020-12) of a policy.json, for editors and other programs. It accepts and refuses what
 * `parsePolicy` does; its format `re2` means a regular expression that RE2 understands.
 */
export const policyJsonSchema: { [keyword: string]: unknown } = schema
