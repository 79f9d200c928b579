// Stands in for commander.
const { camel, readArguments } = require('./read-arguments.cjs')

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
  constructor(title) {
    this.known = []
    this.values = {}
    this.args = []
    this.names = []
    this.positions = 0
    if (title) this.named(title)
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
  // The name of a command, and what it takes: `copy <from> [to]`.
  named(title) {
    const [name, ...positions] = title.split(' ').filter(word => word !== '')
    this.names.push(name)
    this.positions += positions.length
    return this
  }
  name(title) {
    return title === undefined ? this.names[0] : this.named(title)
  }
  alias(name) {
    this.names.push(name)
    return this
  }
  aliases(names) {
    this.names.push(...names)
    return this
  }
  argument() {
    this.positions += 1
    return this
  }
  command(title, ...more) {
    const command = new Command(title)
    this.addCommand(command, more[more.length - 1])
    return command
  }
  addCommand(command, options) {
    command.parent = this
    command.isDefault = options?.isDefault === true
    this.subcommands = [...(this.subcommands ?? []), command]
    return this
  }
  action(run) {
    this.run = run
    return this
  }
  parse(args) {
    this.follow((args ?? process.argv).slice(2))
    return this
  }
  // A word that names a command hands it the words after itself; where none does, any may be meant.
  follow(words) {
    const commands = this.subcommands ?? []
    const at = words.findIndex(word => commands.some(({ names }) => names.includes(word)))
    this.read(at < 0 ? words : words.slice(0, at))
    if (at >= 0) commands.find(({ names }) => names.includes(words[at])).follow(words.slice(at + 1))
    else if (this.run) this.run(...this.given(), this.values, this)
    else {
      const usual = commands.filter(({ isDefault }) => isDefault)
      for (const command of usual.length > 0 ? usual : commands) command.follow(words)
    }
  }
  given() {
    return Array.from({ length: this.positions }, (_, index) => this.args[index])
  }
  read(words) {
    const kinds = {}
    for (const { flags } of this.known)
      for (const name of namesIn(flags)) kinds[name] = /[<[]/.test(flags) ? 'string' : 'boolean'
    const { values, rest } = readArguments(words, kinds)
    for (const { flags, defaultValue, parser, variable } of this.known) {
      const names = namesIn(flags)
      const long = names[names.length - 1]
      const negated = long.startsWith('no-')
      const plain = negated ? long.slice(3) : long
      const given = [...names, plain].map(name => values[name]).find(value => value !== undefined)
      const set = given ?? (variable === undefined ? undefined : process.env[variable])
      const value = set === undefined || parser === undefined ? set : parser(set)
      const last = value ?? (negated ? true : defaultValue)
      // What was neither given nor has a default is no member at all: it would hide others when spread.
      if (last !== undefined) this.values[camel(plain)] = last
    }
    this.args = rest
  }
  async parseAsync(args) {
    return this.parse(args)
  }
  opts() {
    return this.values
  }
  optsWithGlobals() {
    return { ...this.parent?.optsWithGlobals(), ...this.values }
  }
}
const ignoredByCommander = [
  ...['description', 'version', 'usage', 'helpOption', 'allowUnknownOption', 'addHelpText'],
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

module.exports = { Command, Option }
