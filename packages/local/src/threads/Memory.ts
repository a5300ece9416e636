import { sharedTurn } from "@kith/core/documents/WriteTurn"
import { type Level, levels } from "@kith/core/pressure/Level"

/** What the threads of a process share without asking: whose turn it is to write, and how hard the process is pressed. */
export const newMemory = () => new SharedArrayBuffer(8)

export const sharedIn = (memory: SharedArrayBuffer) => {
  const level = new Int32Array(memory, 4, 1)
  return {
    turn: sharedTurn(memory),
    level: (): Level => levels[Atomics.load(level, 0)] ?? "calm",
    setLevel: (now: Level): void => void Atomics.store(level, 0, levels.indexOf(now)),
  }
}
