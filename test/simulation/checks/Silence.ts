import type { Centre } from "../Centre.ts"
import { canaries } from "../Values.ts"

/** Law 8: no personal value in logs, ids, attributes, paths, or on topics that carry none. */
export const silence = ({ history }: Centre): ReadonlyArray<string> => [
  ...history.logs.filter((line) => canaries.test(line)).map((line) => `a value is logged: ${line.slice(0, 300)}`),
  ...history.calls.filter(({ path }) => canaries.test(path)).map(({ path }) => `a value stands in a path: ${path}`),
  ...history.published.flatMap(({ topic, data, attributes }) => {
    if (canaries.test(attributes)) return [`a value stands in an attribute on ${topic}`]
    const isPersonal = topic.startsWith("interaction-")
    return !isPersonal && canaries.test(data) ? [`a value is published on ${topic}`] : []
  }),
  ...history.commits.flatMap(({ commit }) =>
    commit.writes.flatMap((write) => {
      const { collection, id } = write.ref
      const tags = write.op === "put" ? (write.tags ?? []).join(" ") : ""
      return canaries.test(`${id} ${tags}`) ? [`a value names a document of ${collection.name}`] : []
    }),
  ),
]
