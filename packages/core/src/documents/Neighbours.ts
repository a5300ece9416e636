import { Context } from "effect"

/** What the other threads of a process have to know of a store that each has a connection of its own to. */
export interface News {
  /** Messages of these topics are stored. */
  readonly published?: ReadonlyArray<string>
  /** These documents are not what they were: `collection/id`. */
  readonly written?: ReadonlyArray<string>
}

/** Those threads; nobody by default. */
export const Neighbours = Context.Reference<{
  readonly tell: (news: News) => void
  readonly listen: (listener: (news: News) => void) => void
}>("@kith/core/Neighbours", { defaultValue: () => ({ tell: () => {}, listen: () => {} }) })
