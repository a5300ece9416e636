import { useState } from "preact/hooks"
import type * as z from "zod"
import type { PolicyDraft } from "../../../../src/api/Policies.ts"
import { Button } from "../../parts/Button.tsx"
import { Card } from "../../parts/Card.tsx"
import { Failure } from "../../parts/Notices.tsx"
import { KindRules } from "./KindRules.tsx"
import type { Policies } from "./WhatIfScreen.tsx"

export type Linking = Policies["active"]["linking"]
/** A policy file: other parts than `linking` are the server's to refuse. */
export type Draft = z.input<typeof PolicyDraft>

interface PolicyEditorProps {
  readonly active: Linking
  readonly draft: Draft | undefined
  readonly isBusy: boolean
  readonly onChange: (draft: Draft | undefined) => void
  readonly onPreview: (draft: Draft) => void
}

/** The policy as a table of its rules, or whole as JSON; nothing of it is in force before it is activated. */
export const PolicyEditor = ({ active, draft, isBusy, onChange, onPreview }: PolicyEditorProps) => {
  const [as, setAs] = useState<"rules" | "json">("rules")
  const [text, setText] = useState<string>()
  const [problem, setProblem] = useState<string>()
  const shown: Draft = draft ?? { linking: active }
  const isSame = draft === undefined || JSON.stringify(draft) === JSON.stringify({ linking: active })
  const read = (typed: string) => {
    setText(typed)
    const parsed = parse(typed)
    setProblem(parsed === undefined ? "This is not JSON of a policy yet." : undefined)
    if (parsed !== undefined) onChange(parsed)
  }
  const edit = (next: Draft | undefined) => {
    setText(undefined)
    setProblem(undefined)
    onChange(next)
  }
  const load = async (input: HTMLInputElement) => {
    const typed = await input.files?.[0]?.text()
    input.value = ""
    if (typed === undefined) return
    setAs("json")
    read(typed)
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
          <label class="button button-small file">
            Load a file
            <input
              class="sr"
              type="file"
              accept="application/json,.json"
              onChange={(event) => void load(event.currentTarget)}
            />
          </label>
        </>
      }
    >
      {as === "rules" ? (
        <KindRules active={active} of={shown.linking} onChange={(linking) => edit({ ...shown, linking })} />
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
      <p class="small muted">
        Weights of tier 2 take effect for new events only. How values are read, blocked and redacted is set in the
        policy file: history holds only what was made of them.
      </p>
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

/** Bounds and names are the server's to check; here it only has to look like one. */
const parse = (typed: string): Draft | undefined => {
  try {
    const read: unknown = JSON.parse(typed)
    if (typeof read !== "object" || read === null) return undefined
    if ("linking" in read) return hasKinds(read.linking) ? (read as Draft) : undefined
    return hasKinds(read) ? { linking: read as Draft["linking"] } : undefined
  } catch {
    return undefined
  }
}

const hasKinds = (read: unknown): boolean => typeof read === "object" && read !== null && "kinds" in read
