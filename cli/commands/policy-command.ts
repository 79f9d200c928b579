import { type Command, InvalidArgumentError, Option } from 'commander'
import { addTarget, type TargetOptions, targetNamed } from '../line.ts'
import type { PolicyOptions, WrittenPolicy } from './policy.ts'

/** Adds `placard policy` and what is under it. Exit codes: 0 done, 1 a test failed, 2 not done. */
export function addPolicyCommand(program: Command): void {
  const policy = addTarget(program.command('policy'))
    .description('recommend a policy for every tool of a server')
    .addOption(
      new Option('--profile <profile>', 'how careful the policy is')
        .choices(['observe', 'standard', 'strict'])
        .default('standard'),
    )
    .option(
      '--format <format>',
      'policy, or what another product reads: claude-code, codex, gemini, cursor, vscode, docker, docker-cedar, toolhive, agentcore, agentgateway, rego, policylayer, openai',
      'policy',
    )
    .option('--as <name>', 'what the other product calls the server')
    .option('--server <id>', 'only this server of several')
    .option('--root <folder...>', 'folders that paths have to stay in')
    .option('--host <host...>', 'hosts that addresses may name: example.org, *.example.org, 10.0.0.0/8')
    .option('--recipient <who...>', 'who may be written to')
    .option('--amount <most>', "the largest amount of one call, in the tool's own unit", amountOf)
    .option('--out <folder>', 'write a document for each server into this folder')
    .action(async (target: string | undefined, words: string[], options: PolicyOptions & TargetOptions) => {
      const { writePolicy } = await import('./policy.ts')
      print(await writePolicy(await targetNamed(target, words, options), options))
    })
  policy
    .command('validate')
    .description('check a policy.json: line, column and mend of every fault')
    .argument('<file>')
    .action(async (file: string) => {
      const { validatePolicy } = await import('./policy-validate.ts')
      const { valid, lines } = validatePolicy(file)
      const stream = valid ? process.stdout : process.stderr
      for (const line of lines) stream.write(`${line}\n`)
      if (!valid) process.exitCode = 2
    })
  policy
    .command('test')
    .description('hold a policy.json against calls with the decisions that are expected')
    .argument('<policy>')
    .argument('<calls>', 'JSON Lines of {"tool", "arguments", "decision"}')
    .action(async (file: string, calls: string) => {
      const { testPolicy } = await import('./policy-test.ts')
      const { failed, lines } = await testPolicy(file, calls)
      for (const line of lines) process.stdout.write(`${line}\n`)
      if (failed > 0) process.exitCode = 1
    })
  policy
    .command('import')
    .description('turn a policy of Intercept (YAML) into a policy.json')
    .argument('<file>')
    .action(async (file: string) => {
      const { importPolicy } = await import('./policy-import.ts')
      print(importPolicy(file))
    })
}

function amountOf(text: string): number {
  const amount = Number(text)
  if (text.trim() === '' || !Number.isFinite(amount) || amount < 0)
    throw new InvalidArgumentError('It has to be a number, and not below nought.')
  return amount
}

function print({ document, notes }: WrittenPolicy): void {
  for (const note of notes) process.stderr.write(`${note}\n`)
  if (document === null) process.exitCode = 2
  else process.stdout.write(document)
}
