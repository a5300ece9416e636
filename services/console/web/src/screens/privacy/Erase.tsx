import { useState } from "preact/hooks"
import { Button } from "../../parts/Button.tsx"
import { Card } from "../../parts/Card.tsx"
import { Dialog } from "../../parts/Dialog.tsx"
import { Failure } from "../../parts/Notices.tsx"
import { call } from "../../session/Call.ts"
import { useDeed } from "../../session/UseCall.ts"
import { ErasurePreview, type Preview } from "./ErasurePreview.tsx"
import { named, type Subject, SubjectField } from "./Subject.tsx"

interface EraseProps {
  readonly customerId: string | undefined
  readonly onOrdered: (erasureId: string) => void
}

/** First what it would touch, then a word typed on purpose, and then it cannot be taken back. */
export const Erase = ({ customerId, onOrdered }: EraseProps) => {
  const [subject, setSubject] = useState<Subject>(
    customerId === undefined ? { kind: "email", text: "" } : { kind: "customerId", text: customerId },
  )
  const [isConfirming, setConfirming] = useState(false)
  const [preview, previewed] = useDeed(async (who: Subject) => {
    const answer = await call("POST /erasures", { body: { ...named(who), dryRun: true } })
    if (!("dryRun" in answer)) throw new Error("The console answered a dry run with an order.")
    return { who, found: answer satisfies Preview }
  })
  const [order, ordered] = useDeed(async (who: Subject) => {
    const answer = await call("POST /erasures", { body: named(who) })
    if (!("erasureId" in answer)) throw new Error("The console answered an order with a preview.")
    onOrdered(answer.erasureId)
  })
  const change = (next: Subject) => {
    setSubject(next)
    previewed.reset()
  }
  const shown = previewed.value
  return (
    <>
      <Card
        title="Forget a person"
        says="Everywhere: in Kith’s graph, in the CRMs and at Genesys. From the answer on nothing of theirs is taken in any more."
      >
        <form
          class="why-form"
          onSubmit={(event) => {
            event.preventDefault()
            void preview(subject)
          }}
        >
          <SubjectField of={subject} onChange={change} />
          <Button type="submit" icon="eye" look="primary" disabled={subject.text.trim() === "" || previewed.isBusy}>
            Preview
          </Button>
        </form>
        {previewed.problem !== undefined && <Failure message={previewed.problem} />}
      </Card>
      {shown !== undefined && (
        <ErasurePreview
          of={shown.found}
          action={
            <Button look="danger" icon="erase" onClick={() => setConfirming(true)}>
              Erase…
            </Button>
          }
        />
      )}
      {isConfirming && shown !== undefined && (
        <Confirm
          isBusy={ordered.isBusy}
          problem={ordered.problem}
          onClose={() => setConfirming(false)}
          onConfirm={() => void order(shown.who)}
        />
      )}
    </>
  )
}

interface ConfirmProps {
  readonly isBusy: boolean
  readonly problem: string | undefined
  readonly onClose: () => void
  readonly onConfirm: () => void
}

const word = "erase"

const Confirm = ({ isBusy, problem, onClose, onConfirm }: ConfirmProps) => {
  const [typed, setTyped] = useState("")
  return (
    <Dialog title="This cannot be taken back" onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (typed.trim().toLowerCase() === word) onConfirm()
        }}
      >
        <p>The person is forgotten in every system at once, and nothing that names them is taken in again.</p>
        <label class="field">
          <span>
            Type <b>{word}</b> to go on
          </span>
          <input
            class="input"
            autocomplete="off"
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
        {problem !== undefined && <Failure message={problem} />}
        <div class="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="danger" icon="erase" disabled={isBusy || typed.trim().toLowerCase() !== word}>
            Erase for good
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
