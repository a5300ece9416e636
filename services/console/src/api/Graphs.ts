import * as z from "zod"
import { Id, Kind, Probability, said, Time } from "./Fields.ts"

/** Identifiers, interactions and persons, and what holds them together or keeps them apart; drawn, or read as a table. */

export const Node = z.object({
  /** A key, `interaction {id}`, or a customer id. */
  id: said(220),
  node: z.enum(["identifier", "interaction", "person"]),
  /** Of an identifier its kind, of an interaction its channel. */
  kind: Kind.optional(),
  /** What to write beside it: a masked or plain value, an interaction's id. */
  label: said(320),
  /** Whose it is. */
  customerId: Id.optional(),
  /** Several people's: it joins nobody. */
  shared: z.literal(true).optional(),
  first: Time.optional(),
})
export type Node = z.infer<typeof Node>

export const Link = z.object({
  from: said(220),
  to: said(220),
  /**
   * `joined`: makes the two one person; `together`: seen in one interaction, and one person's already; `refused`, `banned`:
   * kept apart; `shared`: leads to what is several people's; `asserts`: stands in the interaction; `assigned`: tier 2's.
   */
  link: z.enum(["joined", "together", "refused", "banned", "shared", "asserts", "assigned"]),
  first: Time.optional(),
  confidence: Probability.optional(),
  sentence: said(300).optional(),
})
export type Link = z.infer<typeof Link>

export const Graph = z.object({
  nodes: z.array(Node).max(2_000),
  links: z.array(Link).max(10_000),
  /** There is more than is told. */
  cut: z.boolean(),
})
export type Graph = z.infer<typeof Graph>
