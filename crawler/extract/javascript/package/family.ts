/**
 * Whether what a package depends on is read as well: packages of its own scope, packages named like its
 * scope, and packages that say they are about MCP. The rest are libraries, and are not known, and so are
 * programs compiled for one system each.
 */
export function isFamily(name: string, dependency: string): boolean {
  if (/^@modelcontextprotocol\//.test(dependency) || /(linux|darwin|win32|windows)-/.test(dependency))
    return false
  const scope = /^@([^/]+)\//.exec(name)?.[1]
  if (scope !== undefined && dependency.startsWith(`@${scope}/`)) return true
  if (scope !== undefined && dependency.split('-')[0] === scope) return true
  return /(^|[-/@])mcp([-/]|$)/.test(dependency)
}
