import { startKith } from "@kith/local/Kith"

/** Kith as `pnpm start` runs it, but for the simulated orgs, which are a process of their own. */

const kith = await startKith(process.env)
const stop = () => void kith.stop().then(() => process.exit(0))

process.on("message", (asked) => {
  if (asked === "cpu") process.send?.(process.cpuUsage())
  if (asked === "heap") {
    globalThis.gc?.()
    process.send?.(process.memoryUsage().heapUsed)
  }
  if (asked === "stop") stop()
})
for (const signal of ["SIGTERM", "SIGINT"]) process.removeAllListeners(signal).once(signal, stop)
process.send?.(`http://127.0.0.1:${kith.port}`)
