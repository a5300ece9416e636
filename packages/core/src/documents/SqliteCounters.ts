import type { DatabaseSync } from "node:sqlite"

export type Counting = (counts: Readonly<Record<string, number>>) => void

/** Adds to counters inside the caller's transaction. */
export const makeCounting = (database: DatabaseSync): Counting => {
  const add = database.prepare(
    "INSERT INTO counters (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value",
  )
  return (counts) => {
    for (const [name, increment] of Object.entries(counts)) if (increment !== 0) add.run(name, increment)
  }
}
