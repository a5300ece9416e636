import type { ComponentChildren } from "preact"
import { useEffect, useRef } from "preact/hooks"

interface PageProps {
  readonly title: string
  readonly says?: ComponentChildren
  readonly actions?: ComponentChildren
  readonly children: ComponentChildren
}

/** A screen. Its heading takes the focus when it opens, so that a reader of the screen says where one is. */
export const Page = ({ title, says, actions, children }: PageProps) => {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · Kith`
  }, [title])
  useEffect(() => {
    scrollTo(0, 0)
    heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <div class="page">
      <header class="page-head">
        <div>
          <h1 tabIndex={-1} ref={heading}>
            {title}
          </h1>
          {says !== undefined && <p>{says}</p>}
        </div>
        {actions !== undefined && <div class="row">{actions}</div>}
      </header>
      {children}
    </div>
  )
}
