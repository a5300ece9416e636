import { randomBytes } from "node:crypto"

export type ServiceNowRecord = Readonly<Record<string, string>> & { readonly sys_id: string }

export type Records = ReturnType<typeof makeRecords>

const mostRecords = 100_000

/** A table. Nothing in it is unique but `sys_id`: whoever inserts twice has two. Columns it does not have are ignored. */
export const makeRecords = (columns: ReadonlyArray<string>) => {
  const rows = new Map<string, ServiceNowRecord>()
  const known = (values: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(
      Object.entries(values)
        .filter(([name]) => columns.includes(name))
        .map(([name, value]) => [name, value === null || value === undefined ? "" : String(value)]),
    )
  return {
    insert: (values: Readonly<Record<string, unknown>>): ServiceNowRecord => {
      if (rows.size >= mostRecords) throw new Error("the simulated table is full")
      const record: ServiceNowRecord = { ...known(values), sys_id: randomBytes(16).toString("hex") }
      rows.set(record.sys_id, record)
      return record
    },
    update: (sysId: string, values: Readonly<Record<string, unknown>>): ServiceNowRecord | undefined => {
      const before = rows.get(sysId)
      if (before === undefined) return undefined
      const after: ServiceNowRecord = { ...before, ...known(values), sys_id: sysId }
      rows.set(sysId, after)
      return after
    },
    remove: (sysId: string): boolean => rows.delete(sysId),
    get: (sysId: string) => rows.get(sysId),
    /** `column=value` joined by `^`, as an encoded query has it. */
    matching: (query: string): ReadonlyArray<ServiceNowRecord> => {
      const conditions = query.split("^").filter((one) => one !== "")
      return [...rows.values()].filter((row) =>
        conditions.every((condition) => {
          const [column = "", value = ""] = condition.split(/=(.*)/s)
          return (row[column] ?? "").toLowerCase() === value.toLowerCase()
        }),
      )
    },
    all: (): ReadonlyArray<ServiceNowRecord> => [...rows.values()],
  }
}
