import { sharedTurn } from "@kith/core/documents/WriteTurn"
import { type Level, levels } from "@kith/core/pressure/Level"
import type { InFlight } from "@kith/core/pressure/Pressure"

/** What the threads of a process share without asking: whose turn it is to write, and how hard the process is pressed. */
export const newMemory = () => new SharedArrayBuffer(12)

export const sharedIn = (memory: SharedArrayBuffer) => {
  const level = new Int32Array(memory, 4, 1)
  const requests = new Int32Array(memory, 8, 1)
  const inFlight: InFlight = {
    get count() {
      return Atomics.load(requests, 0)
    },
    set count(now) {
      Atomics.store(requests, 0, now)
    },
  }
  return {
    turn: sharedTurn(memory),
    inFlight,
    level: (): Level => levels[Atomics.load(level, 0)] ?? "calm",
    setLevel: (now: Level): void => void Atomics.store(level, 0, levels.indexOf(now)),
  }
}
