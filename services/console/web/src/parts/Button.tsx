import type { ComponentChildren } from "preact"
import { Icon, type IconName } from "./Icon.tsx"

interface ButtonProps {
  readonly children: ComponentChildren
  readonly onClick?: (() => void) | undefined
  readonly icon?: IconName
  readonly look?: "primary" | "danger" | "quiet"
  readonly small?: boolean
  readonly disabled?: boolean
  readonly type?: "submit"
  /** Why it cannot be pressed, or what it does. */
  readonly title?: string | undefined
  readonly pressed?: boolean
}

export const Button = ({ children, onClick, icon, look, small, disabled, type, title, pressed }: ButtonProps) => (
  <button
    type={type ?? "button"}
    class={["button", look && `button-${look}`, small && "button-small"].filter(Boolean).join(" ")}
    onClick={onClick}
    disabled={disabled}
    title={title}
    aria-pressed={pressed}
  >
    {icon !== undefined && <Icon name={icon} size={16} />}
    {children}
  </button>
)

interface IconButtonProps {
  readonly icon: IconName
  readonly label: string
  readonly inline?: boolean
  readonly class?: string
  readonly expanded?: boolean
  readonly onClick: (event: Event) => void
}

export const IconButton = ({ icon, label, inline, class: more = "", expanded, onClick }: IconButtonProps) => (
  <button
    type="button"
    class={`icon-button ${inline ? "inline" : ""} ${more}`}
    aria-label={label}
    aria-expanded={expanded}
    title={label}
    onClick={onClick}
  >
    <Icon name={icon} size={inline ? 14 : 18} />
  </button>
)
