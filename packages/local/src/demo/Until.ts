import { setTimeout } from "node:timers/promises"

/** Something that has to come about did not. */
export class WaitedInVain extends Error {
  constructor(what: string, seconds: number) {
    super(`waited ${seconds} s in vain until ${what}`)
  }
}

const pauseMillis = 8

/** Looks again and again until `holds`. @param what completes "until …" */
export const until = async (what: string, holds: () => boolean | Promise<boolean>, seconds = 20): Promise<void> => {
  const end = performance.now() + seconds * 1000
  while (!(await holds())) {
    if (performance.now() > end) throw new WaitedInVain(what, seconds)
    await setTimeout(pauseMillis)
  }
}
