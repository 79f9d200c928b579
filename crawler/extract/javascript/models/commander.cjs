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

module.exports = { Command, Option }
