// Stands in for what reads a program's arguments, under whatever name.
const { Command, Option } = require('./commander.cjs')
const { readArguments } = require('./read-arguments.cjs')
const { Yargs } = require('./yargs.cjs')

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
