import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DefaultTreeAdapterTypes, parse } from 'parse5'

export type Element = DefaultTreeAdapterTypes.Element

/** Every element of a page, as a browser would build them. */
export function elementsOf(html: string): Element[] {
  return elementsIn(parse(html))
}

/** Every element inside a node, and the node itself where it is one. */
export function elementsIn(node: DefaultTreeAdapterTypes.Node): Element[] {
  const inside = 'childNodes' in node ? node.childNodes.flatMap(elementsIn) : []
  const inTemplate = 'content' in node ? elementsIn(node.content) : []
  return ['tagName' in node ? node : [], inside, inTemplate].flat()
}

export function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find(each => each.name === name)?.value
}

/** The text of an element and all inside it. */
export function textOf(node: DefaultTreeAdapterTypes.Node): string {
  if ('value' in node) return node.value
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
}

/** Paths of all files of a site, from its root, with a leading slash. */
export function filesOf(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(directory.length))
}

export function readPage(directory: string, path: string): string {
  return readFileSync(join(directory, path), 'utf8')
}
