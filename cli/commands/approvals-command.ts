import type { Command } from 'commander'
import { say, watchInterrupts, wholeNumber } from '../line.ts'

type Options = { state?: string }

/** Adds `placard approvals`. Exit codes: 0 done, 2 not done, such as an answer to a question that is not open. */
export function addApprovalsCommand(program: Command): void {
  const approvals = program
    .command('approvals')
    .description('the calls that wait for a yes: list them, answer them, or watch for them')
    .option('--state <folder>', 'where the gateway keeps its state')
  const stateOf = () => approvals.opts<Options>().state
  approvals
    .command('list', { isDefault: true })
    .description('the open questions, with what is to be known of each')
    .action(async () => {
      const { listApprovals } = await import('./approvals.ts')
      for (const line of await listApprovals(stateOf())) say(line)
    })
  for (const answer of ['approve', 'deny'] as const)
    approvals
      .command(answer)
      .description(answer === 'approve' ? 'let exactly this call through, once' : 'let this call not through')
      .argument('<id>')
      .action(async (id: string) => {
        const { answerApproval } = await import('./approvals.ts')
        say(await answerApproval(stateOf(), id, answer))
      })
  approvals
    .command('watch')
    .description('wait for questions in this terminal and ask for an answer to each')
    .action(async () => {
      const { watchApprovals } = await import('./approvals-watch.ts')
      const { signal, release } = watchInterrupts()
      await watchApprovals(stateOf(), process.stdin, process.stdout, signal).finally(release)
      process.stdin.pause()
    })
  approvals
    .command('page')
    .description('show the questions as a web page of this machine, and take answers there')
    .option('--port <n>', 'where to serve it; any free port unless told', wholeNumber, 0)
    .action(async ({ port }: { port: number }) => {
      const { serveApprovalPage } = await import('./approvals.ts')
      const { signal, release } = watchInterrupts()
      await serveApprovalPage(stateOf(), port, signal, url => {
        say(`Open calls: ${url}`)
        say('Who has this address can answer. Ctrl+C ends it.')
      }).finally(release)
    })
}
