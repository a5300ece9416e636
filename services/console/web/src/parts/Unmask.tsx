import { lacking, type Scope, useMay } from "../session/Scopes.tsx"
import { Button } from "./Button.tsx"

/** A personal value, or what is left of it after masking. */
export const Value = ({ of, isMasked }: { readonly of: string; readonly isMasked: boolean }) => (
  <span class={isMasked ? "value masked" : "value"}>{of}</span>
)

/** Shows the values that stand masked; the server writes down that they were shown, and to whom. */
export const Unmask = ({ onUnmask, scope = "privacy" }: { readonly onUnmask: () => void; readonly scope?: Scope }) => {
  const may = useMay(scope)
  return (
    <Button
      small
      icon="eye"
      onClick={onUnmask}
      disabled={!may}
      title={may ? "This is written to the audit log." : lacking(scope)}
    >
      Unmask values
    </Button>
  )
}
