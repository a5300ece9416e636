import { useState } from "preact/hooks"
import { Button } from "../../parts/Button.tsx"
import { Dialog } from "../../parts/Dialog.tsx"
import { Bones, Failure, Notice } from "../../parts/Notices.tsx"
import { toast } from "../../parts/Toast.tsx"
import { type Answer, call } from "../../session/Call.ts"
import { lacking, useMay } from "../../session/Scopes.tsx"
import { useDeed } from "../../session/UseCall.ts"
import { Outlines } from "./Outlines.tsx"

type Separation = Answer<"POST /splits">

interface SeparatingProps {
  readonly title: string
  readonly says: string
  readonly word: string
  readonly disabled?: string | undefined
  /** Asks for the difference first, and then does it. */
  readonly order: (dryRun: boolean) => Promise<Separation>
  readonly onDone: () => void
}

/** A button that keeps two apart, or lets them be one again: what it would change stands there before it is done. */
export const Separating = ({ title, says, word, disabled, order, onDone }: SeparatingProps) => {
  const may = useMay("operations")
  const [isOpen, setOpen] = useState(false)
  const [preview, previewed] = useDeed(() => order(true))
  const [carryOut, carried] = useDeed(() => order(false))
  const open = () => {
    setOpen(true)
    void preview()
  }
  const confirm = async () => {
    if ((await carryOut()) === undefined) return
    setOpen(false)
    toast(`${word}: done, and written to the audit log.`)
    onDone()
  }
  return (
    <>
      <Button
        small
        icon="split"
        disabled={!may || disabled !== undefined}
        title={may ? disabled : lacking("operations")}
        onClick={open}
      >
        {word}
      </Button>
      {isOpen && (
        <Dialog title={title} onClose={() => setOpen(false)}>
          <p class="muted">{says}</p>
          {previewed.problem !== undefined && <Failure message={previewed.problem} />}
          {previewed.isBusy && <Bones lines={3} />}
          {previewed.value !== undefined && (
            <>
              <Outlines before={previewed.value.before} after={previewed.value.after} />
              <Notice look="accent">Nothing is done yet. It is kept, and can be taken back.</Notice>
            </>
          )}
          {carried.problem !== undefined && <Failure message={carried.problem} />}
          <div class="dialog-foot">
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button
              look="primary"
              disabled={previewed.value === undefined || carried.isBusy}
              onClick={() => void confirm()}
            >
              {word}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  )
}

interface SplitButtonProps {
  readonly customerId: string
  readonly formerId: string
  readonly onDone: () => void
}

export const SplitButton = ({ customerId, formerId, onDone }: SplitButtonProps) => (
  <Separating
    title="Split this person"
    says="Undoes the merge, and keeps it undone: the two ids become two persons again, each with its own identifiers."
    word="Split off"
    order={(dryRun) => call("POST /splits", { body: { customerId, formerId, dryRun } })}
    onDone={onDone}
  />
)
