import type { ComponentChildren } from "preact"
import { useState } from "preact/hooks"
import { IconButton } from "./Button.tsx"
import { Icon } from "./Icon.tsx"

export interface Column<Row> {
  readonly name: string
  readonly show: (row: Row) => ComponentChildren
  /** What the filter looks at; without it the column cannot be filtered by. */
  readonly text?: (row: Row) => string
  readonly isNumber?: boolean
}

interface TableProps<Row> {
  /** What is in it, for readers of the screen. */
  readonly label: string
  readonly columns: ReadonlyArray<Column<Row>>
  readonly rows: ReadonlyArray<Row>
  readonly keyOf: (row: Row) => string
  readonly onOpen?: ((row: Row) => void) | undefined
  readonly selected?: string | undefined
  readonly empty?: ComponentChildren
  /** A box to narrow the rows down by any column, and by several. */
  readonly filterable?: boolean
}

interface Chip {
  readonly column?: string
  readonly text: string
}

const readChip = (typed: string, names: ReadonlyArray<string>): Chip => {
  const [before = "", ...after] = typed.split(":")
  const column = names.find((name) => name.toLowerCase() === before.trim().toLowerCase())
  return column !== undefined && after.length > 0 ? { column, text: after.join(":").trim() } : { text: typed.trim() }
}

const fits = <Row,>(row: Row, { column, text }: Chip, columns: ReadonlyArray<Column<Row>>): boolean =>
  columns.some(
    (one) =>
      (column === undefined || column === one.name) && one.text?.(row).toLowerCase().includes(text.toLowerCase()),
  )

export const Table = <Row,>(props: TableProps<Row>) => {
  const { label, columns, rows, keyOf, onOpen, selected, empty, filterable } = props
  const [chips, setChips] = useState<ReadonlyArray<Chip>>([])
  const [typed, setTyped] = useState("")
  const names = columns.filter(({ text }) => text !== undefined).map(({ name }) => name)
  const wanted = typed.trim() === "" ? chips : [...chips, readChip(typed, names)]
  const shown = rows.filter((row) => wanted.every((chip) => fits(row, chip, columns)))
  return (
    <div>
      {filterable && (
        <Filter
          label={label}
          names={names}
          chips={chips}
          typed={typed}
          onType={setTyped}
          onChips={(next) => {
            setChips(next)
            setTyped("")
          }}
        />
      )}
      <section class="table-wrap" aria-label={`${label}, table`} tabIndex={0}>
        <table class="table">
          <thead>
            <tr>
              {columns.map(({ name, isNumber }) => (
                <th key={name} scope="col" class={isNumber ? "num" : undefined}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr
                key={keyOf(row)}
                data-clickable={onOpen !== undefined}
                data-selected={selected === keyOf(row)}
                onClick={onOpen === undefined ? undefined : (event) => isOnControl(event) || onOpen(row)}
              >
                {columns.map(({ name, show, isNumber }) => (
                  <td key={name} class={isNumber ? "num" : undefined}>
                    {show(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {shown.length === 0 && (rows.length > 0 ? <p class="empty">Nothing fits the filter.</p> : empty)}
    </div>
  )
}

const isOnControl = (event: Event): boolean =>
  event.target instanceof Element && event.target.closest("a,button,input") !== null

interface FilterProps {
  readonly label: string
  readonly names: ReadonlyArray<string>
  readonly chips: ReadonlyArray<Chip>
  readonly typed: string
  readonly onType: (typed: string) => void
  readonly onChips: (chips: ReadonlyArray<Chip>) => void
}

const Filter = ({ label, names, chips, typed, onType, onChips }: FilterProps) => (
  <form
    class="filter"
    onSubmit={(event) => {
      event.preventDefault()
      if (typed.trim() !== "") onChips([...chips, readChip(typed, names)])
    }}
  >
    <Icon name="search" size={16} />
    {chips.map((chip, i) => (
      <span class="chip" key={`${chip.column ?? ""}:${chip.text}`}>
        {chip.column !== undefined && <b>{chip.column}:</b>} {chip.text}
        <IconButton
          inline
          icon="close"
          label={`Remove filter ${chip.text}`}
          onClick={() => onChips(chips.filter((_, j) => j !== i))}
        />
      </span>
    ))}
    <input
      aria-label={`Filter ${label}`}
      placeholder={chips.length === 0 ? `Filter by ${names.map((name) => name.toLowerCase()).join(", ")}` : "and by"}
      value={typed}
      onInput={(event) => onType(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Backspace" && typed === "" && chips.length > 0) onChips(chips.slice(0, -1))
      }}
    />
  </form>
)
