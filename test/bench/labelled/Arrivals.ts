import type { Arrival } from "./Centre.ts"
import { chance } from "./Chance.ts"
import type { Row } from "./Row.ts"

/** As it happened, each event when it was made; then, for `number > 0`, all of it late and out of order. */
export const arrivals = (rows: ReadonlyArray<Row>, number: number): ReadonlyArray<Arrival> => {
  if (number === 0) return rows.map((row) => ({ row, receivedAt: row.at + 200 }))
  const after = Math.max(...rows.map(({ at }) => at)) + 3600_000
  return chance(number)
    .shuffled(rows)
    .map((row, n) => ({ row, receivedAt: after + n * 1000 }))
}
