import { vi } from "vitest"

/** Asks again until it holds; what did not hold in the end is what the test fails with. `seconds` is only patience. */
export const eventually = <A>(it: () => A | Promise<A>, seconds = 30): Promise<A> =>
  vi.waitFor(it, { timeout: seconds * 1000, interval: 25 }) as Promise<A>
