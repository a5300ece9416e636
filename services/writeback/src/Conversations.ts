import type { VendorIsUnavailable } from "@kith/core/http/Vendor"
import { VendorRefused } from "@kith/core/http/Vendor"
import { AnalyticsConversation } from "@kith/core/interaction/AnalyticsConversation"
import { Context, Effect, Layer } from "effect"
import { HttpClientRequest } from "effect/http"
import * as z from "zod"
import { GenesysClient, reasonOf, system } from "./GenesysClient.ts"

/** The most that the vendor puts on a page would be 100; a hundred conversations of many legs are more than we read. */
export const pageSize = 25

/** One odd conversation does not spoil the page. */
const Page = z.object({
  conversations: z
    .array(AnalyticsConversation.nullable().catch(null))
    .max(100)
    .nullish()
    .transform((all) => all ?? []),
})

/** What a Genesys org's analytics know of its conversations. */
export class Conversations extends Context.Service<
  Conversations,
  {
    /** Conversations that began between two times (epoch milliseconds), the latest first; pages count from 1. */
    readonly page: (
      interval: { readonly from: number; readonly to: number },
      pageNumber: number,
    ) => Effect.Effect<ReadonlyArray<AnalyticsConversation | null>, VendorIsUnavailable | VendorRefused>
  }
>()("@kith/writeback/Conversations") {
  static readonly layer: Layer.Layer<Conversations, never, GenesysClient> = Layer.effect(
    Conversations,
    Effect.map(GenesysClient, ({ send, read }) =>
      Conversations.of({
        page: Effect.fn("Conversations.page")(function* ({ from, to }, pageNumber) {
          const body = {
            interval: `${new Date(from).toISOString()}/${new Date(to).toISOString()}`,
            order: "desc",
            orderBy: "conversationStart",
            paging: { pageSize, pageNumber },
          }
          const request = HttpClientRequest.post("/api/v2/analytics/conversations/details/query")
          const answer = yield* send(HttpClientRequest.bodyJsonUnsafe(request, body))
          if (answer.status !== 200) return yield* new VendorRefused({ system, reason: reasonOf(answer) })
          return (yield* read(answer, Page)).conversations
        }),
      }),
    ),
  )
}
