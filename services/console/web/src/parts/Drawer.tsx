import type { ComponentChildren } from "preact"
import { useEffect, useId, useRef } from "preact/hooks"
import { IconButton } from "./Button.tsx"

interface DrawerProps {
  readonly title: string
  readonly says?: ComponentChildren
  readonly onClose: () => void
  readonly children: ComponentChildren
}

/** Details beside a table, which stays in sight. Takes the focus, and gives it back when it is closed. */
export const Drawer = ({ title, says, onClose, children }: DrawerProps) => {
  const id = useId()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    const before = document.activeElement
    heading.current?.focus()
    const listen = (event: KeyboardEvent) => {
      if (event.key === "Escape" && document.querySelector("dialog[open]") === null) onClose()
    }
    addEventListener("keydown", listen)
    return () => {
      removeEventListener("keydown", listen)
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    <aside class="drawer" aria-labelledby={id}>
      <div class="drawer-head">
        <div class="stack-sm">
          <h2 id={id} tabIndex={-1} ref={heading}>
            {title}
          </h2>
          {says}
        </div>
        <IconButton icon="close" label="Close details" onClick={onClose} />
      </div>
      <div class="drawer-body">{children}</div>
    </aside>
  )
}
