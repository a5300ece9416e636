import { setImmediate } from "node:timers/promises"
import { type Clock, Duration, Effect, Scheduler } from "effect"

/** When every story begins, whatever the day. */
export const beginning = Date.UTC(2026, 0, 5, 10)

/** Whose fibers stop where they are when it dies, without a last word. */
export interface Sleeper {
  readonly isAlive: boolean
}

interface Happening {
  readonly at: number
  readonly order: number
  readonly run: () => void
  isOff: boolean
}

/**
 * Time and turns of a whole world: what happens, happens at a time, in order of time and, at one time, of announcement.
 * Whatever Effect wants to run, runs in between, until nothing more can be done without time going on.
 */
export class World {
  now = beginning
  /** How many things have happened. */
  happened = 0
  private broken: unknown
  /** What somebody outside of Effect is working on just now. */
  private promised = 0
  private readonly tasks: Array<() => void> = []
  private readonly coming = new Heap()
  private announced = 0

  readonly scheduler: Scheduler.Scheduler = new Scheduler.MixedScheduler("async", (task) => {
    this.tasks.push(task)
    return () => {
      const index = this.tasks.indexOf(task)
      if (index >= 0) this.tasks.splice(index, 1)
    }
  })

  readonly clock: Clock.Clock = this.clockOf({ isAlive: true, skewMillis: 0 })

  /** Answers what takes it back. */
  after(millis: number, run: () => void): () => void {
    const happening = { at: this.now + Math.max(0, Math.ceil(millis)), order: ++this.announced, run, isOff: false }
    this.coming.add(happening)
    return () => {
      happening.isOff = true
    }
  }

  /** Waits for so long on the world's time. Whoever is dead by then does not wake. */
  sleep(millis: number, sleeper: Sleeper): Effect.Effect<void> {
    return Effect.callback((resume) => {
      const wake = () => {
        if (sleeper.isAlive) resume(Effect.void)
      }
      return Effect.sync(this.after(millis, wake))
    })
  }

  /** Waits for somebody outside of Effect, who needs no time and never fails. */
  promise<A>(ask: () => Promise<A>, onAnswer: (answer: A) => void): void {
    this.promised += 1
    ask()
      .then(onAnswer)
      .catch((cause) => {
        this.broken = cause
      })
      .finally(() => {
        this.promised -= 1
      })
  }

  clockOf(owner: Sleeper & { readonly skewMillis: number }): Clock.Clock {
    const millis = () => this.now + owner.skewMillis
    const nanos = () => BigInt(millis()) * 1_000_000n
    return {
      currentTimeMillisUnsafe: millis,
      currentTimeMillis: Effect.sync(millis),
      currentTimeNanosUnsafe: nanos,
      currentTimeNanos: Effect.sync(nanos),
      monotonicTimeNanosUnsafe: nanos,
      monotonicTimeNanos: Effect.sync(nanos),
      sleep: (duration) => this.sleep(Duration.toMillis(duration), owner),
    }
  }

  /** Lets the next thing happen, and all that follows from it without time going on. False: nothing will happen any more. */
  async goOn(): Promise<boolean> {
    await this.settle()
    const next = this.coming.take()
    if (next === undefined) return false
    this.now = Math.max(this.now, next.at)
    if (!next.isOff) {
      this.happened += 1
      next.run()
      await this.settle()
    }
    return true
  }

  private async settle(): Promise<void> {
    for (;;) {
      for (let task = this.tasks.shift(); task !== undefined; task = this.tasks.shift()) task()
      if (this.broken !== undefined) throw this.broken
      if (this.promised === 0) return
      await setImmediate()
    }
  }
}

/** The earliest first, and of one time whoever was announced first. */
class Heap {
  private readonly all: Array<Happening> = []

  add(happening: Happening): void {
    const { all } = this
    let at = all.push(happening) - 1
    for (let parent = (at - 1) >> 1; at > 0 && isBefore(happening, all[parent]); parent = (at - 1) >> 1) {
      all[at] = all[parent] as Happening
      at = parent
    }
    all[at] = happening
  }

  take(): Happening | undefined {
    const { all } = this
    const [first] = all
    const last = all.pop()
    if (last === undefined || all.length === 0) return first
    let at = 0
    for (;;) {
      const left = 2 * at + 1
      const child = isBefore(all[left + 1], all[left]) ? left + 1 : left
      if (!isBefore(all[child], last)) break
      all[at] = all[child] as Happening
      at = child
    }
    all[at] = last
    return first
  }
}

const isBefore = (x: Happening | undefined, y: Happening | undefined): boolean =>
  x !== undefined && (y === undefined || x.at < y.at || (x.at === y.at && x.order < y.order))
