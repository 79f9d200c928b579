// Stands in for what reads a program's arguments: all of these want to know the same.
function camel(name) {
  return name
    .replace(/^-+/, '')
    .split('-')
    .map((part, index) => (index === 0 ? part : part.charAt(0).toUpperCase() + part.slice(1)))
    .join('')
}

/** Every option by name, and what is left. `kinds` says which options take a value. */
function readArguments(args, kinds) {
  const values = {}
  const rest = []
  for (let index = 0; index < args.length; index++) {
    const word = args[index]
    if (typeof word !== 'string' || !word.startsWith('-') || word === '-') {
      rest.push(word)
      continue
    }
    if (word === '--') {
      rest.push(...args.slice(index + 1))
      break
    }
    const bare = word.startsWith('--') ? word.slice(2) : word.slice(1)
    const at = bare.indexOf('=')
    const name = at < 0 ? bare : bare.slice(0, at)
    const next = args[index + 1]
    const takes = kinds[name] !== 'boolean' && typeof next === 'string' && !next.startsWith('-')
    if (at >= 0) keep(values, kinds, name, bare.slice(at + 1))
    else if (name.startsWith('no-') && kinds[name] === undefined) keep(values, kinds, name.slice(3), false)
    else if (takes) {
      keep(values, kinds, name, next)
      index++
    } else keep(values, kinds, name, true)
  }
  return { values, rest }
}

function keep(values, kinds, name, value) {
  const kind = kinds[name]
  const read =
    kind === 'boolean' && typeof value === 'string'
      ? value !== 'false'
      : kind === 'number'
        ? Number(value)
        : value
  values[name] = kind === 'array' ? [...(values[name] ?? []), read] : read
}

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

class Option {
  constructor(flags, description) {
    this.flags = flags
    this.description = description
    for (const name of ['choices', 'hideHelp', 'makeOptionMandatory', 'conflicts', 'implies', 'preset'])
      this[name] = () => this
  }
  default(value) {
    this.defaultValue = value
    return this
  }
  env(name) {
    this.variable = name
    return this
  }
  argParser(parse) {
    this.parser = parse
    return this
  }
}

class Command {
  constructor() {
    this.known = []
    this.values = {}
    this.args = []
    for (const name of ignoredByCommander) this[name] = () => this
  }
  option(flags, description, ...more) {
    const option = new Option(flags, description)
    const parser = more.find(one => typeof one === 'function')
    option.parser = parser
    option.defaultValue = more.find(one => typeof one !== 'function')
    return this.addOption(option)
  }
  requiredOption(...more) {
    return this.option(...more)
  }
  addOption(option) {
    this.known.push(option)
    return this
  }
  command() {
    const command = new Command()
    command.parent = this
    this.subcommands = [...(this.subcommands ?? []), command]
    return command
  }
  addCommand(command) {
    this.subcommands = [...(this.subcommands ?? []), command]
    return this
  }
  action(run) {
    this.run = run
    return this
  }
  parse(args) {
    const kinds = {}
    for (const { flags } of this.known)
      for (const name of namesIn(flags)) kinds[name] = /[<[]/.test(flags) ? 'string' : 'boolean'
    const { values, rest } = readArguments((args ?? process.argv).slice(2), kinds)
    for (const { flags, defaultValue, parser, variable } of this.known) {
      const names = namesIn(flags)
      const long = names[names.length - 1]
      const negated = long.startsWith('no-')
      const plain = negated ? long.slice(3) : long
      const given = [...names, plain].map(name => values[name]).find(value => value !== undefined)
      const set = given ?? (variable === undefined ? undefined : process.env[variable])
      const value = set === undefined || parser === undefined ? set : parser(set)
      this.values[camel(plain)] = value ?? (negated ? true : defaultValue)
    }
    this.args = rest
    const chosen = this.run ? [this] : (this.subcommands ?? [])
    for (const command of chosen) if (command.run) command.run(this.values, command)
    return this
  }
  async parseAsync(args) {
    return this.parse(args)
  }
  opts() {
    return this.values
  }
  optsWithGlobals() {
    return this.values
  }
}
const ignoredByCommander = [
  ...[
    'name',
    'description',
    'version',
    'argument',
    'usage',
    'helpOption',
    'allowUnknownOption',
    'addHelpText',
    'alias',
  ],
  ...[
    'allowExcessArguments',
    'showHelpAfterError',
    'exitOverride',
    'configureOutput',
    'hook',
    'summary',
    'on',
  ],
  ...[
    'enablePositionalOptions',
    'passThroughOptions',
    'addHelpCommand',
    'outputHelp',
    'configureHelp',
    'addArgument',
  ],
]

function namesIn(flags) {
  return flags
    .split(/[ ,|]+/)
    .filter(word => word.startsWith('-'))
    .map(word => word.replace(/^-+/, ''))
}

function parseArgs(config) {
  const kinds = {}
  const options = config?.options ?? {}
  for (const [name, { type, multiple, short }] of Object.entries(options))
    for (const one of [name, short].filter(Boolean)) kinds[one] = multiple ? 'array' : type
  const { values: read, rest } = readArguments(config?.args ?? process.argv.slice(2), kinds)
  const values = {}
  for (const [name, about] of Object.entries(options)) {
    const value = read[name] ?? read[about.short] ?? about.default
    if (value !== undefined) values[name] = value
  }
  return { values, positionals: rest }
}

function minimist(args, options = {}) {
  const kinds = {}
  for (const name of [options.boolean ?? []].flat()) kinds[name] = 'boolean'
  for (const name of [options.string ?? []].flat()) kinds[name] = 'string'
  const { values, rest } = readArguments(args, kinds)
  return { ...(options.default ?? {}), ...values, _: rest }
}

// `yargs(args)` and `minimist(args, options)` look alike; what either gives has what both are asked for.
function read(args, options) {
  const reader = new Yargs(args)
  return Object.assign(reader, options === undefined ? {} : minimist(args, options))
}

module.exports = Object.assign(read, {
  hideBin: argv => argv.slice(2),
  Command,
  Option,
  program: new Command(),
  createCommand: () => new Command(),
  parseArgs,
})
