import type { Commit } from "@kith/core/documents/Documents"
import type { ServiceName } from "@kith/core/pipeline"
import type { Says } from "./Story.ts"

/** What has happened, as a bystander sees it who hears every word between the parts. */
export interface History {
  /** In the store. */
  readonly commits: Array<Committed>
  /** On the topics. */
  readonly published: Array<Published>
  /** At the vendors, and what they answered, whether it arrived or not. */
  readonly calls: Array<Called>
  /** What went wrong, and for whom. */
  readonly troubles: Array<Trouble>
  /** What senders posted, by the name of the post. */
  readonly posts: Map<string, Posted>
  readonly logs: Array<string>
  /** One line for each thing that happened. */
  readonly lines: Array<string>
  readonly met: Map<string, number>
}

export interface Committed {
  readonly at: number
  readonly service: ServiceName
  readonly commit: Commit
}

export interface Published {
  readonly at: number
  readonly service: ServiceName
  readonly topic: string
  /** JSON, both. */
  readonly data: string
  readonly attributes: string
  /** What the process was about when it published this, and since when. */
  readonly handling: string
  readonly since: number
}

/** One event that somebody posts until it is taken, and what it was answered each time. */
export interface Posted {
  /** What makes the sender post it; nothing for an echo of our own writing. */
  readonly says: Says | undefined
  readonly answers: Array<{ readonly status: number; readonly eventId?: string; readonly disposition?: string }>
}

export interface Called {
  readonly at: number
  readonly process: string
  readonly vendor: string
  readonly method: string
  readonly path: string
  readonly status: number
  readonly body: string
  readonly answer: string
}

export interface Trouble {
  readonly at: number
  readonly service: ServiceName
  readonly what: string
}

export const emptyHistory = (): History => ({
  commits: [],
  published: [],
  calls: [],
  troubles: [],
  posts: new Map(),
  logs: [],
  lines: [],
  met: new Map(),
})
