import { useState } from "preact/hooks"
import { Button } from "../../parts/Button.tsx"
import { Dialog } from "../../parts/Dialog.tsx"
import { Bones, Failure, Notice } from "../../parts/Notices.tsx"
import { toast } from "../../parts/Toast.tsx"
import { type Answer, call } from "../../session/Call.ts"
import { useDeed } from "../../session/UseCall.ts"
import { Differences } from "./Differences.tsx"
import type { Linking } from "./PolicyEditor.tsx"

interface ChangeProps {
  readonly word: string
  readonly title: string
  readonly look?: "primary"
  readonly isReady: boolean
  readonly order: (dryRun: boolean) => Promise<Answer<"POST /policies">>
  readonly onDone: () => void
}

/** Another policy in force: which version it would be and what it says otherwise stands there before it is done. */
export const PolicyChange = ({ word, title, look, isReady, order, onDone }: ChangeProps) => {
  const [isOpen, setOpen] = useState(false)
  const [preview, previewed] = useDeed(() => order(true))
  const [carryOut, carried] = useDeed(() => order(false))
  const confirm = async () => {
    const answer = await carryOut()
    if (answer === undefined) return
    setOpen(false)
    toast(`Policy ${answer.version} is in force; history follows in the background.`)
    onDone()
  }
  return (
    <>
      <Button
        {...(look !== undefined && { look })}
        small={look === undefined}
        disabled={!isReady}
        title={isReady ? undefined : "After the whole preview"}
        onClick={() => {
          setOpen(true)
          void preview()
        }}
      >
        {word}…
      </Button>
      {isOpen && (
        <Dialog title={title} onClose={() => setOpen(false)}>
          {previewed.isBusy && <Bones lines={2} />}
          {previewed.problem !== undefined && <Failure message={previewed.problem} />}
          {previewed.value !== undefined && (
            <>
              <p>
                It becomes policy <b>{previewed.value.version}</b>.
              </p>
              <Differences of={previewed.value.differences} />
              <Notice look="accent">
                New events are decided by it at once. History is counted anew in the background, under traffic, and it
                can be rolled back.
              </Notice>
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

interface ActivateProps {
  readonly linking: Linking
  readonly isReady: boolean
  readonly onDone: () => void
}

export const Activate = ({ linking, isReady, onDone }: ActivateProps) => (
  <PolicyChange
    word="Activate"
    title="Activate this policy"
    look="primary"
    isReady={isReady}
    order={(dryRun) => call("POST /policies", { body: { linking, dryRun } })}
    onDone={onDone}
  />
)
