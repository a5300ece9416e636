import type { IdentifierPolicy } from "./IdentifierPolicy.ts"

/** What is looked up in a policy for every event is built once per policy object, which nobody changes. */
export const perPolicy = <A>(build: (policy: IdentifierPolicy) => A): ((policy: IdentifierPolicy) => A) => {
  const built = new WeakMap<IdentifierPolicy, A>()
  return (policy) => {
    const known = built.get(policy)
    if (known !== undefined) return known
    const index = build(policy)
    built.set(policy, index)
    return index
  }
}
