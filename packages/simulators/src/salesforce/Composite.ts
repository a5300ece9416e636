import * as z from "zod"
import type { Answer } from "../Routes.ts"
import { malformed, Refused } from "./Refused.ts"

const Composite = z.object({
  allOrNone: z.literal(false).default(false),
  compositeRequest: z
    .array(
      z.object({
        method: z.enum(["GET", "PATCH", "POST", "DELETE"]),
        url: z.string().startsWith("/services/data/"),
        referenceId: z.string().regex(/^[A-Za-z]\w*$/),
        body: z.unknown().optional(),
      }),
    )
    .min(1)
    .max(25),
})

/** Queries and collections together. */
const mostLarge = 5

/** `POST composite`: up to 25 requests in order, each answered for itself. The series counts as one call. */
export const answerComposite = async (
  body: unknown,
  answer: (method: string, url: string, body: unknown) => Promise<Answer>,
): Promise<Answer> => {
  const composite = Composite.safeParse(body)
  if (!composite.success) throw malformed("a list of subrequests is expected")
  const { compositeRequest: requests } = composite.data
  if (requests.filter(({ url }) => /\/(query|queryAll|sobjects)\b/.test(url)).length > mostLarge) {
    throw new Refused(400, "LIMIT_EXCEEDED", `at most ${mostLarge} queries and collections`)
  }
  const compositeResponse: Array<object> = []
  for (const { method, url, referenceId, body } of requests) {
    const { status, body: said = null, headers = {} } = await answer(method, url, body)
    compositeResponse.push({ body: said, httpHeaders: headers, httpStatusCode: status, referenceId })
  }
  return { status: 200, body: { compositeResponse } }
}
