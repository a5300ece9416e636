import type { Played, Progress } from "./Play.ts"
import { bad, dim, good, heading, millis, print } from "./Print.ts"
import type { Scene } from "./Scene.ts"

const widest = (texts: ReadonlyArray<string>): number => Math.max(...texts.map(({ length }) => length))

/** Tells of the morning while it is played, one line for each event. */
export const progressOf = (scenes: ReadonlyArray<Scene>): Progress => {
  const steps = scenes.flatMap((scene) => scene.steps)
  const who = widest(steps.map((step) => step.who))
  const event = widest(steps.map((step) => ("send" in step ? said(step) : "")))
  const columns = (cells: readonly [string, string, string, string, string]) =>
    [cells[0].padEnd(who), cells[1].padEnd(event), cells[2], cells[3].padStart(7), cells[4].padStart(10)].join("  ")
  print(
    dim(`\n  at        ${columns(["what happens", "event", "becomes".padEnd(longestFate), "202 in", "written in"])}`),
  )
  return {
    scene: ({ title }) => heading(title),
    done: ({ at, who }) => print(`  ${dim(at)}  ${who}`),
    played: (played) => {
      const { acknowledgedMillis, writtenBackMillis, happened } = played
      const written = writtenBackMillis === undefined ? "" : millis(writtenBackMillis)
      const line = columns([played.who, said(played), fate(played), millis(acknowledgedMillis), written])
      print(`  ${dim(played.at)}  ${line}${happened === undefined ? "" : dim(`  of ${happened}`)}`)
    },
  }
}

const said = ({ send }: { readonly send: Played["send"] }): string =>
  send.dialect === "guide" ? send.event : `EventBridge ${send.event}`

const longestFate = "unauthenticated".length

const fate = ({ becomes, became }: Played): string =>
  becomes === became ? good(became.padEnd(longestFate)) : bad(`${became}, not ${becomes}`)
