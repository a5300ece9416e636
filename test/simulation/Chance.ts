/** Uniform between 0 and 1; the same for the same names, whatever else was asked. */
export const chance = (seed: number, ...names: ReadonlyArray<string | number>): number => {
  let hash = (0x811c9dc5 ^ seed) >>> 0
  for (const name of names) {
    const text = String(name)
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
    hash = Math.imul(hash ^ 0xff, 0x01000193)
  }
  return mixed(hash) / 2 ** 32
}

/** Numbers in a row, each uniform between 0 and 1. */
export const dice = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    return mixed(state) / 2 ** 32
  }
}

const mixed = (number: number): number => {
  let hash = Math.imul(number ^ (number >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
