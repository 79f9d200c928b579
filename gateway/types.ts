import type { Readable, Writable } from 'node:stream'
import type { Message } from './protocol/read-message.ts'

/** The id of a JSON-RPC request: two of them are the same where they are equal. */
export type Id = string | number

/** A promise where the other side cannot take more yet: until it resolves, nothing more should be brought. */
export type Taken = undefined | Promise<void>

/**
 * One end of a connection that carries JSON-RPC messages. `about` is the request, by its id, that a message
 * belongs to, where the transport has a stream for each request.
 */
export type Link = {
  /** Hands a message over. What becomes of a request that cannot be handed over is told by `onLost`. */
  send(message: Message, about?: Id): Taken
  /** Resolves when nothing is left of it: no process, no open stream. Never rejects. */
  close(): Promise<void>
}

/** What a link tells of the other side. */
export type LinkEvents = {
  onMessage(message: Message, about?: Id): Taken
  /** Something came that is no message. */
  onFault(fault: Fault): void
  /** No answer to this request will come; `arrived` is false where it certainly did not reach the other side. */
  onLost(id: Id, reason: string, arrived: boolean): void
  /** The other side is gone, and with it every request that is not answered. Comes once. */
  onClose(reason: string): void
}

/** Why bytes are not let through as a message, with the error code of JSON-RPC for it. */
export type Fault = { code: number; message: string; id?: Id | undefined }

/** Opens a new connection to a server: a process of its own, or a session of its own. */
export type OpenLink = (events: LinkEvents) => Link

/** A foreign program that is running, as far as the gateway has to do with it. */
export type RunningProgram = {
  stdin: Writable
  stdout: Readable
  /** What it says beside the protocol. A stranger's text. */
  stderr: Readable
  ended: Promise<{ code: number | null; signal: string | null; error?: Error }>
  stop(): Promise<void>
}
/** Starts a foreign program. The gateway starts none itself: whoever opens it brings this along. */
export type StartProgram = (program: {
  command: string
  args: string[]
  env: NodeJS.ProcessEnv
  directory: string
}) => RunningProgram

/** One sentence for whoever runs the gateway. It may quote strangers. */
export type Say = (line: string) => void
