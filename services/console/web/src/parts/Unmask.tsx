import { lacking, useMay } from "../session/Scopes.tsx"
import { Button } from "./Button.tsx"

/** A personal value, or what is left of it after masking. */
export const Value = ({ of, isMasked }: { readonly of: string; readonly isMasked: boolean }) => (
  <span class={isMasked ? "value masked" : "value"}>{of}</span>
)

/** Shows the values that stand masked; the server writes down that they were shown, and to whom. */
export const Unmask = ({ onUnmask }: { readonly onUnmask: () => void }) => {
  const may = useMay("privacy")
  return (
    <Button
      small
      icon="eye"
      onClick={onUnmask}
      disabled={!may}
      title={may ? "This is written to the audit log." : lacking("privacy")}
    >
      Unmask values
    </Button>
  )
}
