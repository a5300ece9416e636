#!/usr/bin/env node
import { enableCompileCache } from "node:module"

// Most of a short command's time goes into compiling what it is made of.
enableCompileCache()
const { runKith } = await import("./RunKith.ts")

// Whoever reads only the first lines closes the pipe.
process.stdout.on("error", (problem: NodeJS.ErrnoException) => {
  if (problem.code !== "EPIPE") throw problem
  process.exit()
})
process.exitCode = await runKith(process.argv.slice(2))
