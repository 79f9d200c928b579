// Stands in for zod-to-json-schema: the reader itself knows how.
export function zodToJsonSchema(schema, options) {
  return placardJsonSchema(schema, options)
}
export default zodToJsonSchema
