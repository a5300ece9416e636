/** How to rewrite the parts of a JSON value. `under`: the nearest key above, if any. */
export interface JsonRewrite {
  readonly key: (name: string) => string
  readonly leaf: (value: string | number, under: string | undefined) => unknown
}

interface Pending {
  readonly from: unknown
  readonly under: string | undefined
  readonly put: (value: unknown) => void
}

const define = (target: object, name: string, value: unknown) =>
  Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true })

/** Rewrites every key, string and number of a JSON value. Keeps its own stack: no body is too deep for it. */
export const mapJson = (json: unknown, rewrite: JsonRewrite): unknown => {
  let result: unknown
  const pending: Array<Pending> = [{ from: json, under: undefined, put: (value) => (result = value) }]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { from, under, put } = next
    if (typeof from === "string" || typeof from === "number") put(rewrite.leaf(from, under))
    else if (typeof from !== "object" || from === null) put(from)
    else if (Array.isArray(from)) {
      const to: Array<unknown> = new Array(from.length)
      put(to)
      for (const [i, item] of from.entries()) pending.push({ from: item, under, put: (value) => (to[i] = value) })
    } else {
      const to = {}
      put(to)
      for (const [name, value] of Object.entries(from)) {
        const renamed = rewrite.key(name)
        // Defined at once, so that keys keep their order.
        define(to, renamed, undefined)
        pending.push({ from: value, under: name, put: (mapped) => define(to, renamed, mapped) })
      }
    }
  }
  return result
}
