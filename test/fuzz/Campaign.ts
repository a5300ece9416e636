import fc from "fast-check"
import { type Input, inputs } from "./Samples.ts"
import { verdictOn } from "./Verdict.ts"
import { openWorld } from "./World.ts"

export interface Campaign {
  readonly seed: number
  readonly inputs: number
}

export interface Finding {
  /** Replays it: `pnpm fuzz --seed <seed> --inputs <round> --workers 1`. */
  readonly seed: number
  readonly problem: string
  /** The least that does it. */
  readonly request: string
}

export interface Tally {
  readonly inputs: number
  readonly findings: ReadonlyArray<Finding>
  /** Mebibytes that live after each round's garbage was collected: the first, and the most. */
  readonly heap: { readonly first: number; readonly most: number }
}

/** After so many the store is a new one, so that it does not slow the next ones down. */
export const round = 1_000
/** Findings of one campaign: the first ones are enough to look into. */
const mostFindings = 5

const shown = ({ method, path, query, headers, body }: Input): string =>
  [
    `${method} ${path}${query && `?${query}`}`,
    JSON.stringify(headers),
    Buffer.from(body).toString().slice(0, 2_000),
  ].join("\n")

const playRound = async (seed: number, numRuns: number): Promise<Finding | undefined> => {
  const world = await openWorld()
  try {
    const run = await fc.check(
      fc.asyncProperty(inputs, async (input) => {
        const problem = await verdictOn(world, input)
        if (problem !== undefined) throw new Error(problem)
      }),
      { seed, numRuns, interruptAfterTimeLimit: 120_000 },
    )
    if (!run.failed) return undefined
    const [input] = run.counterexample ?? []
    const problem = run.errorInstance instanceof Error ? run.errorInstance.message : "broken off after two minutes"
    return { seed, problem, request: input === undefined ? "" : shown(input) }
  } finally {
    await world.close()
  }
}

const liveMebibytes = (): number => {
  globalThis.gc?.()
  return Math.round(process.memoryUsage().heapUsed / 2 ** 20)
}

/** Plays a campaign round by round, and tells how far it is. */
export const play = async (
  campaign: Campaign,
  progress: (inputs: number, finding: Finding | undefined) => void,
): Promise<Tally> => {
  const findings: Array<Finding> = []
  let played = 0
  const heap = { first: 0, most: 0 }
  for (let n = 0; played < campaign.inputs && findings.length < mostFindings; n++) {
    const size = Math.min(round, campaign.inputs - played)
    const finding = await playRound(campaign.seed + n, size)
    if (finding !== undefined) findings.push(finding)
    played += size
    const live = liveMebibytes()
    if (n === 0) heap.first = live
    heap.most = Math.max(heap.most, live)
    progress(size, finding)
  }
  return { inputs: played, findings, heap }
}
