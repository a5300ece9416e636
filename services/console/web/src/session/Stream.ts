import type { EventSummary } from "../../../src/api/Events.ts"
import type { Overview } from "../../../src/api/Overview.ts"
import { fetchWithToken } from "./Call.ts"

export interface Heard {
  readonly overview?: (overview: Overview) => void
  readonly event?: (event: EventSummary) => void
  readonly state: (state: "open" | "lost") => void
}

/** Waits after a connection that was lost. */
const patience = [500, 1000, 2000, 5000]

/** `GET /stream`, read by fetch so that the token travels in a header. Comes back after every loss until it is stopped. */
export const listen = (heard: Heard): (() => void) => {
  const abort = new AbortController()
  const run = async () => {
    for (let losses = 0; !abort.signal.aborted; losses += 1) {
      try {
        const response = await fetchWithToken("/stream", { signal: abort.signal })
        if (response.status === 403) return
        if (response.ok && response.body !== null) {
          heard.state("open")
          losses = 0
          await readAll(response.body, heard)
        }
      } catch {
        // Said below: whatever cut it, it is tried again.
      }
      if (abort.signal.aborted) return
      heard.state("lost")
      await new Promise((resolve) => setTimeout(resolve, patience[Math.min(losses, patience.length - 1)]))
    }
  }
  void run()
  return () => abort.abort()
}

const readAll = async (body: ReadableStream<Uint8Array>, heard: Heard): Promise<void> => {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader()
  let rest = ""
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const parts = `${rest}${value}`.split(/\r?\n\r?\n/)
    rest = parts.pop() ?? ""
    for (const part of parts) tell(part, heard)
  }
}

const tell = (block: string, heard: Heard): void => {
  const field = (name: string) =>
    block
      .split(/\r?\n/)
      .filter((line) => line.startsWith(`${name}:`))
      .map((line) => line.slice(name.length + 1).trimStart())
      .join("\n")
  const [name, data] = [field("event"), field("data")]
  if (data === "") return
  if (name === "overview") heard.overview?.(JSON.parse(data))
  if (name === "event") heard.event?.(JSON.parse(data))
}
