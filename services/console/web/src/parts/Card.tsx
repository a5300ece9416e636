import type { ComponentChildren } from "preact"
import { useId } from "preact/hooks"

interface CardProps {
  readonly title?: string
  readonly says?: ComponentChildren
  readonly actions?: ComponentChildren
  /** Without the padding of a body: a table, a picture. */
  readonly bare?: boolean
  readonly children: ComponentChildren
}

export const Card = ({ title, says, actions, bare, children }: CardProps) => {
  const id = useId()
  return (
    <section class="card" aria-labelledby={title === undefined ? undefined : id}>
      {title !== undefined && (
        <div class="card-head">
          <div>
            <h2 id={id}>{title}</h2>
            {says !== undefined && <p>{says}</p>}
          </div>
          {actions !== undefined && <div class="row">{actions}</div>}
        </div>
      )}
      {bare ? children : <div class="card-body">{children}</div>}
    </section>
  )
}
