import { type Latencies, type Measured, playIsolation, quantile, systems } from "../storm/Isolation.ts"
import { onRealTime } from "../storm/VirtualTime.ts"

/**
 * Whether a dead vendor slows the others down, on the clock on the wall: blocks of three runs, two where all are well and one
 * where one is dead, in an order that turns from block to block. What the dead one changes is held against what two runs
 * without it differ by. Exits with 1 where it is more. `node test/bench/isolation.ts [blocks] [persons]`
 */

const [blocks = 5, persons = 40] = process.argv.slice(2).map(Number)
const play = (dead?: (typeof systems)[number]) => onRealTime(80, playIsolation(persons, 125, dead))
const medianOf = (run: Latencies, system: Measured) => quantile(run[system] ?? [], 0.5)
const others = (dead: string) => (["genesys", "salesforce", "servicenow"] as const).filter((system) => system !== dead)

await play()
let isSlowed = false
console.log(
  `Median latency in ms over ${persons} persons, ${blocks} blocks: without, change with it dead, noise (largest)\n`,
)
for (const dead of systems) {
  const runs: Array<{ readonly first: Latencies; readonly second: Latencies; readonly without: Latencies }> = []
  for (let block = 0; block < blocks; block++) {
    const order = [undefined, undefined, dead]
    const turned = [...order.slice(block % 3), ...order.slice(0, block % 3)]
    const played: Array<readonly [string | undefined, Latencies]> = []
    for (const one of turned) played.push([one, await play(one)])
    const [first = {}, second = {}] = played.flatMap(([one, run]) => (one === undefined ? [run] : []))
    runs.push({ first, second, without: played.find(([one]) => one === dead)?.[1] ?? {} })
  }
  for (const system of others(dead)) {
    const usual = runs.map(({ first, second }) => (medianOf(first, system) + medianOf(second, system)) / 2)
    const changes = runs.map(({ without }, i) => medianOf(without, system) - (usual[i] ?? 0))
    const noise = Math.max(
      ...runs.map(({ first, second }) => Math.abs(medianOf(first, system) - medianOf(second, system))),
    )
    const change = quantile(changes, 0.5)
    const isMore = change > noise
    isSlowed ||= isMore
    const figures = [quantile(usual, 0.5), change, noise].map((value) => value.toFixed(0).padStart(7)).join("")
    console.log(`${isMore ? "SLOWED" : "  same"}  ${dead.padEnd(11)} dead: ${system.padEnd(11)}${figures}`)
  }
}
process.exitCode = isSlowed ? 1 : 0
