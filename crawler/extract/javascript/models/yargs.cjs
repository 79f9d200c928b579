// Stands in for yargs.
const { camel, readArguments } = require('./read-arguments.cjs')

class Yargs {
  constructor(args) {
    this.args = args ?? process.argv.slice(2)
    this.known = {}
    this.handlers = []
    for (const name of ignored) this[name] = () => this
  }
  option(name, about) {
    if (typeof name === 'object') for (const key of Object.keys(name)) this.known[key] = name[key] ?? {}
    else this.known[name] = { ...(this.known[name] ?? {}), ...(about ?? {}) }
    return this
  }
  options(name, about) {
    return this.option(name, about)
  }
  boolean(names) {
    return this.typed(names, 'boolean')
  }
  string(names) {
    return this.typed(names, 'string')
  }
  number(names) {
    return this.typed(names, 'number')
  }
  array(names) {
    return this.typed(names, 'array')
  }
  typed(names, type) {
    for (const name of [names].flat()) this.option(name, { type })
    return this
  }
  default(name, value) {
    return this.option(name, { default: value })
  }
  coerce(name, coerce) {
    return this.option(name, { coerce })
  }
  command(name, _, builder, handler) {
    const about = typeof name === 'object' && !Array.isArray(name) ? name : { builder, handler }
    if (typeof about.builder === 'function') about.builder(this)
    else if (about.builder) this.option(about.builder)
    if (about.handler) this.handlers.push(about.handler)
    return this
  }
  parse(args) {
    const kinds = {}
    for (const [name, about] of Object.entries(this.known)) {
      const kind = about.array ? 'array' : about.boolean ? 'boolean' : about.type
      for (const alias of [name, ...[about.alias ?? []].flat()]) kinds[alias] = kind
    }
    const { values, rest } = readArguments(args ?? this.args, kinds)
    const argv = { _: rest, $0: 'server' }
    for (const [name, value] of Object.entries(values)) {
      argv[name] = value
      argv[camel(name)] = value
    }
    for (const [name, about] of Object.entries(this.known)) {
      const given = [name, ...[about.alias ?? []].flat()]
        .map(alias => values[alias])
        .find(value => value !== undefined)
      let value = given ?? about.default
      if (value !== undefined && about.coerce) value = about.coerce(value)
      argv[name] = value
      argv[camel(name)] = value
    }
    for (const handler of this.handlers) handler(argv)
    return argv
  }
  parseSync(args) {
    return this.parse(args)
  }
  parseAsync(args) {
    return Promise.resolve(this.parse(args))
  }
  get argv() {
    return this.parse()
  }
}
const ignored = [
  ...[
    'wrap',
    'usage',
    'env',
    'help',
    'alias',
    'version',
    'epilogue',
    'epilog',
    'example',
    'strict',
    'check',
    'group',
  ],
  ...[
    'demandOption',
    'demandCommand',
    'conflicts',
    'implies',
    'middleware',
    'parserConfiguration',
    'scriptName',
  ],
  ...[
    'showHelpOnFail',
    'fail',
    'exitProcess',
    'config',
    'describe',
    'choices',
    'requiresArg',
    'positional',
    'hide',
  ],
  ...[
    'recommendCommands',
    'locale',
    'completion',
    'count',
    'nargs',
    'strictOptions',
    'strictCommands',
    'showHidden',
  ],
]

module.exports = { Yargs }
