import type { Step } from "./steps.ts"

/**
 * The fewest and simplest steps that still fail: each is left out, or made simpler, for as long as that helps. fast-check
 * shrinks the scenes; this the life that they made together, which is what somebody has to read.
 */
export const fewest = async (
  steps: ReadonlyArray<Step>,
  fails: (steps: ReadonlyArray<Step>) => Promise<boolean>,
): Promise<ReadonlyArray<Step>> => {
  let least = steps
  for (let helped = true; helped; ) {
    helped = false
    for (let i = least.length - 1; i >= 0; i--)
      for (const fewer of simplerAt(least, i)) {
        if (!(await fails(fewer))) continue
        least = fewer
        helped = true
        break
      }
  }
  return least
}

const simplerAt = (steps: ReadonlyArray<Step>, i: number): ReadonlyArray<ReadonlyArray<Step>> => {
  const step = steps[i]
  if (step === undefined) return []
  return [steps.toSpliced(i, 1), ...simpler(step).map((other) => steps.with(i, other))]
}

const simpler = (step: Step): ReadonlyArray<Step> => {
  if ("again" in step) return [0, 1, 2, 3].filter((n) => n < step.again).map((again) => ({ again }))
  if ("erase" in step) return [0, 1, 2].filter((n) => n < step.erase).map((erase) => ({ ...step, erase }))
  if ("split" in step) return [0, 1].filter((n) => n < step.split).map((split) => ({ split }))
  if ("expire" in step) return [0, 1, 2].filter((n) => n < step.expire).map((expire) => ({ expire }))
  if (!("says" in step)) return []
  const { device, ...without } = step
  return [
    ...step.says.map((name) => ({ ...step, says: step.says.filter((other) => other !== name) })),
    ...(step.links.length > 0 ? [{ ...step, links: [] }] : []),
    ...(device === undefined ? [] : [without]),
    ...(step.kind === "opened" ? [] : [{ ...step, kind: "opened" as const }]),
  ]
}
