import { useState } from "preact/hooks"
import { Button } from "../../parts/Button.tsx"
import { Card } from "../../parts/Card.tsx"
import { Failure } from "../../parts/Notices.tsx"
import { KindRules } from "./KindRules.tsx"
import type { Policies } from "./WhatIfScreen.tsx"

export type Linking = Policies["active"]["linking"]

interface PolicyEditorProps {
  readonly active: Linking
  readonly draft: Linking | undefined
  readonly isBusy: boolean
  readonly onChange: (draft: Linking | undefined) => void
  readonly onPreview: (linking: Linking) => void
}

/** The policy as a table of its rules, or whole as JSON; nothing of it is in force before it is activated. */
export const PolicyEditor = ({ active, draft, isBusy, onChange, onPreview }: PolicyEditorProps) => {
  const [as, setAs] = useState<"rules" | "json">("rules")
  const [text, setText] = useState<string>()
  const [problem, setProblem] = useState<string>()
  const shown = draft ?? active
  const isSame = JSON.stringify(shown) === JSON.stringify(active)
  const read = (typed: string) => {
    setText(typed)
    const parsed = parse(typed)
    setProblem(parsed === undefined ? "This is not JSON of a linking policy yet." : undefined)
    if (parsed !== undefined) onChange(parsed)
  }
  const edit = (next: Linking | undefined) => {
    setText(undefined)
    setProblem(undefined)
    onChange(next)
  }
  return (
    <Card
      title="Change the policy"
      says="A shared value joins nobody: the numbers say from when on a value is taken for several people’s"
      actions={
        <>
          <div class="segmented" role="group" aria-label="Edit as">
            {(["rules", "json"] as const).map((name) => (
              <button type="button" key={name} aria-pressed={as === name} onClick={() => setAs(name)}>
                {name === "rules" ? "Rules" : "JSON"}
              </button>
            ))}
          </div>
          <label class="button button-small">
            Load a file
            <input
              class="sr"
              type="file"
              accept="application/json,.json"
              onChange={(event) => void loaded(event.currentTarget).then((typed) => typed !== undefined && read(typed))}
            />
          </label>
        </>
      }
    >
      {as === "rules" ? (
        <KindRules active={active} of={shown} onChange={edit} />
      ) : (
        <textarea
          class="textarea"
          aria-label="Policy as JSON"
          spellcheck={false}
          value={text ?? JSON.stringify(shown, null, 2)}
          onInput={(event) => read(event.currentTarget.value)}
        />
      )}
      {problem !== undefined && <Failure message={problem} />}
      <div class="row">
        <Button
          look="primary"
          icon="eye"
          disabled={isSame || problem !== undefined || isBusy}
          onClick={() => onPreview(shown)}
        >
          {isBusy ? "Looking through the store…" : "Preview"}
        </Button>
        <Button look="quiet" disabled={isSame && text === undefined} onClick={() => edit(undefined)}>
          Undo changes
        </Button>
        {isSame && <span class="small faint">It is the policy that is in force.</span>}
      </div>
    </Card>
  )
}

/** Bounds and names are the server's to check; here it only has to look like one. A policy file has it under `linking`. */
const parse = (typed: string): Linking | undefined => {
  try {
    const read: unknown = JSON.parse(typed)
    if (typeof read !== "object" || read === null) return undefined
    const inner: unknown = "linking" in read ? read.linking : read
    return typeof inner === "object" && inner !== null && "kinds" in inner ? (inner as Linking) : undefined
  } catch {
    return undefined
  }
}

const loaded = async (input: HTMLInputElement): Promise<string | undefined> => {
  const text = await input.files?.[0]?.text()
  input.value = ""
  return text
}
