import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"

/**
 * Keeps a second process out of a data directory: it would take the first one's deliveries for those of a crash. The lock
 * is the operating system's, so it goes with the process however that ends.
 */
export const onlyProcess = (directory: string): { readonly release: () => void } => {
  const lock = new DatabaseSync(join(directory, "lock.db"), { timeout: 0 })
  try {
    lock.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE")
  } catch {
    lock.close()
    throw new Error(`another process is using ${directory}`)
  }
  return { release: () => lock.close() }
}
