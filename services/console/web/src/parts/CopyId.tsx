import { useState } from "preact/hooks"
import { IconButton } from "./Button.tsx"
import { shortId } from "./Say.ts"

/** An id, shortened, that can be taken along whole. */
export const CopyId = ({
  id,
  href,
  what = "id",
}: {
  readonly id: string
  readonly href?: string
  readonly what?: string
}) => {
  const [copied, setCopied] = useState(false)
  const copy = async (event: Event) => {
    event.stopPropagation()
    await navigator.clipboard.writeText(id)
    setCopied(true)
    setTimeout(() => setCopied(false), 1500)
  }
  return (
    <span class="copy">
      {href === undefined ? (
        <code title={id}>{shortId(id)}</code>
      ) : (
        <a href={href} title={id}>
          <code>{shortId(id)}</code>
        </a>
      )}
      <IconButton inline icon={copied ? "check" : "copy"} label={copied ? "Copied" : `Copy ${what}`} onClick={copy} />
    </span>
  )
}
