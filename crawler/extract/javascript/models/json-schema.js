// Stands in for zod-to-json-schema: the reader itself knows how.
export function zodToJsonSchema(schema) {
  return placardJsonSchema(schema)
}
export default zodToJsonSchema
