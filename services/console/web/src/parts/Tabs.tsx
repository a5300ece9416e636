import { useRef } from "preact/hooks"

interface TabsProps<Name extends string> {
  readonly label: string
  readonly tabs: ReadonlyArray<{ readonly name: Name; readonly says: string }>
  readonly open: Name
  readonly onOpen: (name: Name) => void
}

/** Arrow keys go from tab to tab. What a tab opens is the panel with the id `panel-…`. */
export const Tabs = <Name extends string>({ label, tabs, open, onOpen }: TabsProps<Name>) => {
  const list = useRef<HTMLDivElement>(null)
  const step = (by: number) => {
    const at = tabs.findIndex(({ name }) => name === open)
    const next = tabs[(at + by + tabs.length) % tabs.length]
    if (next === undefined) return
    onOpen(next.name)
    list.current?.querySelector<HTMLElement>(`#tab-${next.name}`)?.focus()
  }
  return (
    <div
      class="tabs"
      role="tablist"
      aria-label={label}
      ref={list}
      onKeyDown={(event) => {
        if (event.key === "ArrowRight") step(1)
        if (event.key === "ArrowLeft") step(-1)
      }}
    >
      {tabs.map(({ name, says }) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`tab-${name}`}
          aria-selected={name === open}
          aria-controls={name === open ? `panel-${name}` : undefined}
          tabIndex={name === open ? 0 : -1}
          onClick={() => onOpen(name)}
        >
          {says}
        </button>
      ))}
    </div>
  )
}
