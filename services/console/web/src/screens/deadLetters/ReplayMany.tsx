import { useState } from "preact/hooks"
import { dispositionWord } from "../../parts/Badge.tsx"
import { Button } from "../../parts/Button.tsx"
import { Dialog } from "../../parts/Dialog.tsx"
import { Failure, Notice } from "../../parts/Notices.tsx"
import { count, plural } from "../../parts/Say.ts"
import { toast } from "../../parts/Toast.tsx"
import { type Answer, call, messageOf } from "../../session/Call.ts"

type Page = Answer<"POST /dead-letters/replay">

interface Sum {
  readonly looked: number
  readonly replayed: number
  readonly stillRefused: number
  readonly dispositions: ReadonlyMap<string, number>
  readonly isWhole: boolean
}

const nothing: Sum = { looked: 0, replayed: 0, stillRefused: 0, dispositions: new Map(), isWhole: false }

const added = (sum: Sum, page: Page): Sum => {
  const dispositions = new Map(sum.dispositions)
  for (const { disposition } of page.differences ?? [])
    dispositions.set(disposition, (dispositions.get(disposition) ?? 0) + 1)
  return {
    looked: sum.looked + page.looked,
    replayed: sum.replayed + page.replayed,
    stillRefused: sum.stillRefused + page.stillRefused.length,
    dispositions,
    isWhole: page.next === undefined,
  }
}

interface ReplayManyProps {
  readonly reason: string | undefined
  readonly onDone: () => void
}

/** All of one reason, or all that wait: tried first, page by page, and then replayed. */
export const ReplayMany = ({ reason, onDone }: ReplayManyProps) => {
  const [isOpen, setOpen] = useState(false)
  const [tried, setTried] = useState(nothing)
  const [done, setDone] = useState<Sum>()
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const which = reason === undefined ? ({ all: true } as const) : { reason }

  const goThrough = async (dryRun: boolean, tell: (sum: Sum) => void) => {
    setBusy(true)
    setProblem(undefined)
    let sum = nothing
    try {
      let after: string | undefined
      do {
        const page: Page = await call("POST /dead-letters/replay", {
          body: { ...which, dryRun, ...(after !== undefined && { after }) },
        })
        sum = added(sum, page)
        tell(sum)
        after = page.next
      } while (after !== undefined)
    } catch (refused) {
      setProblem(messageOf(refused))
    }
    setBusy(false)
    return sum
  }
  const open = () => {
    setOpen(true)
    setTried(nothing)
    setDone(undefined)
    void goThrough(true, setTried)
  }
  const replay = async () => {
    const sum = await goThrough(false, setDone)
    onDone()
    toast(`${plural(sum.replayed, "dead letter")} sent on their way once more.`)
  }
  const name = reason === undefined ? "Replay all" : `Replay all ${reason}`
  return (
    <>
      <Button icon="replay" onClick={open}>
        {name}…
      </Button>
      {isOpen && (
        <Dialog title={name} onClose={() => setOpen(false)}>
          <div aria-live="polite" class="stack-sm">
            <p>
              {tried.isWhole
                ? `${plural(tried.looked, "dead letter")} would be replayed.`
                : `Trying… ${count(tried.looked)} so far`}
            </p>
            <ul class="stack-sm">
              {[...tried.dispositions].map(([disposition, many]) => (
                <li key={disposition}>
                  <b>{count(many)}</b> would end as {dispositionWord(disposition).toLowerCase()}
                </li>
              ))}
              {tried.stillRefused > 0 && (
                <li>
                  <b>{count(tried.stillRefused)}</b> would be refused again
                </li>
              )}
            </ul>
            {done !== undefined && (
              <Notice look={done.isWhole ? "good" : "accent"}>
                {count(done.replayed)} replayed, {count(done.stillRefused)} refused again, of {count(done.looked)}.
              </Notice>
            )}
          </div>
          {problem !== undefined && <Failure message={problem} />}
          <div class="dialog-foot">
            <Button onClick={() => setOpen(false)}>{done === undefined ? "Cancel" : "Close"}</Button>
            <Button
              look="primary"
              icon="replay"
              disabled={isBusy || !tried.isWhole || tried.looked === 0 || done !== undefined}
              onClick={() => void replay()}
            >
              Replay {count(tried.looked)}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  )
}
