import type { Commit } from "@kith/core/documents/Documents"
import type { ServiceName } from "@kith/core/pipeline"

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
  /** Ids of events that were answered 202. */
  readonly answered: Array<string>
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
  answered: [],
  logs: [],
  lines: [],
  met: new Map(),
})
