import type { ComponentChildren } from "preact"
import { useState } from "preact/hooks"

/** What is only there once somebody opens it: all schemas at once would be ten thousand elements. */
export const Fold = ({
  says,
  children,
}: {
  readonly says: ComponentChildren
  readonly children: ComponentChildren
}) => {
  const [isOpen, setOpen] = useState(false)
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{says}</summary>
      {isOpen && children}
    </details>
  )
}
