// What code of any language that is followed here is made of, once its grammar's own shapes are left behind.
// It keeps what can make a tool: values, calls, types, decorators. Lines count from 1.

export type Expression = { line: number } & (
  | { kind: 'constant'; value: string | number | boolean | null }
  | { kind: 'name'; name: string }
  | { kind: 'member'; of: Expression; name: string }
  | { kind: 'index'; of: Expression; keys: Expression[] }
  | { kind: 'slice'; of: Expression; from: Expression | null; to: Expression | null }
  | { kind: 'call'; callee: Expression; args: Argument[] }
  /** A literal of a type, such as `Tool{Name: "a"}`. */
  | { kind: 'construct'; type: Expression; args: Argument[] }
  | { kind: 'list'; shape: ListShape; items: Argument[] }
  /** A key of null spreads the value. */
  | { kind: 'dict'; entries: { key: Expression | null; value: Expression }[] }
  /** Pieces put together as text. */
  | { kind: 'text'; parts: Expression[] }
  | { kind: 'binary'; operator: string; left: Expression; right: Expression }
  | { kind: 'unary'; operator: string; of: Expression }
  | { kind: 'choice'; test: Expression; yes: Expression; no: Expression }
  | { kind: 'function'; function: FunctionSyntax }
  | { kind: 'class'; class: ClassSyntax }
  | {
      kind: 'comprehension'
      shape: ListShape | 'dict'
      key: Expression | null
      value: Expression
      clauses: { target: Expression; over: Expression; tests: Expression[] }[]
    }
  | { kind: 'assignment'; target: Expression; value: Expression }
  | { kind: 'yield'; value: Expression; each: boolean }
  /** What is not understood; its parts are looked at for what they do. */
  | { kind: 'unknown'; parts: Expression[] }
)

export type ListShape = 'list' | 'tuple' | 'set'
export type Spread = 'list' | 'dict' | null
export type Argument = { name: string | null; value: Expression; spread: Spread }

export type Parameter = {
  name: string
  type: Expression | null
  value: Expression | null
  spread: Spread
  /** Attributes or annotations that stand before it. */
  decorators: Expression[]
  doc: string | null
}

export type FunctionSyntax = {
  name: string
  parameters: Parameter[]
  /** Names of type parameters. */
  generics: string[]
  returns: Expression | null
  /** Names of results that are variables from the start. */
  results: string[]
  body: Statement[]
  decorators: Expression[]
  doc: string | null
  generator: boolean
  line: number
}

export type FieldSyntax = {
  name: string
  type: Expression | null
  value: Expression | null
  /** A struct's tag. */
  tag: string
  decorators: Expression[]
  doc: string | null
  line: number
}

export type ClassSyntax = {
  name: string
  bases: Argument[]
  fields: FieldSyntax[]
  /** What runs where the class is made: its own names are its members. */
  body: Statement[]
  decorators: Expression[]
  doc: string | null
  line: number
}

export type Statement = { line: number } & (
  | { kind: 'expression'; value: Expression }
  /** `declare` makes a name in the innermost block, otherwise the name that is there is changed. */
  | { kind: 'assign'; targets: Expression[]; value: Expression; declare: boolean }
  | { kind: 'augment'; target: Expression; operator: string; value: Expression }
  | { kind: 'field'; field: FieldSyntax }
  | { kind: 'if'; test: Expression; yes: Statement[]; no: Statement[] }
  | { kind: 'switch'; subject: Expression | null; cases: { values: Expression[]; body: Statement[] }[] }
  | { kind: 'each'; targets: Expression[]; over: Expression; body: Statement[] }
  | { kind: 'loop'; test: Expression | null; step: Statement[]; body: Statement[] }
  | { kind: 'return'; value: Expression | null }
  | { kind: 'break' }
  | { kind: 'continue' }
  | { kind: 'raise'; value: Expression | null }
  | { kind: 'try'; body: Statement[]; handlers: Statement[][]; last: Statement[] }
  | { kind: 'block'; body: Statement[] }
  | { kind: 'function'; function: FunctionSyntax }
  | { kind: 'class'; class: ClassSyntax }
  | { kind: 'import'; path: string; name: string | null; as: string }
  | { kind: 'outer'; names: string[] }
)
