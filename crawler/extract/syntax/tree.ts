/** A piece of a file's syntax, free of the parser. Lines count from 1; `field` is its role within its parent. */
export type Node = {
  type: string
  field: string | null
  /** False for signs and key words. */
  named: boolean
  start: number
  end: number
  line: number
  children: Node[]
  source: Source
}
export type Source = { file: string; text: string }

export function textOf(node: Node): string {
  return node.source.text.slice(node.start, node.end)
}

/** The first child in a role. */
export function field(node: Node | null | undefined, name: string): Node | null {
  return node?.children.find(child => child.field === name) ?? null
}

export function fields(node: Node, name: string): Node[] {
  return node.children.filter(child => child.field === name)
}

/** The children that say something: neither signs nor comments. */
export function parts(node: Node): Node[] {
  return node.children.filter(({ named, type }) => named && !isComment(type))
}

export function child(node: Node | null | undefined, ...types: string[]): Node | null {
  return node?.children.find(({ type }) => types.includes(type)) ?? null
}

export function children(node: Node | null | undefined, ...types: string[]): Node[] {
  return node?.children.filter(({ type }) => types.includes(type)) ?? []
}

export function has(node: Node, sign: string): boolean {
  return node.children.some(({ type }) => type === sign)
}

export function isComment(type: string): boolean {
  return (
    type === 'comment' || type === 'line_comment' || type === 'block_comment' || type === 'multiline_comment'
  )
}
