import { existsSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import { parseArgs } from "node:util"
import { Sqlite } from "@kith/core/documents/Sqlite"
import { layer as sqliteDocuments } from "@kith/core/documents/SqliteDocuments"
import { CurrentIdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import { policyInForce } from "@kith/core/policy/PolicyInForce"
import { EnvironmentIsWrong, settingsOrExit } from "@kith/core/settings/Environment"
import { policyLayer } from "@kith/core/settings/PolicyFile"
import { say } from "@kith/core/telemetry/Harmless"
import { Effect, Layer } from "effect"
import { calibrationReport, reliabilityCurve } from "./policy/CalibrationReport.ts"
import { fitFromStore } from "./policy/FitFromStore.ts"
import { FittingEnvironment } from "./settings.ts"

/**
 * `policy:fit [--out policy.json] [--dry-run]`: learns the weights of tier 2 from the evidence in `KITH_DATA_DIR`, and
 * writes the next version of the policy in force, with its calibration report beside it. The policy is used once it is
 * activated, or, where none ever was, once
 * `KITH_POLICY` names it.
 */

const { values } = parseArgs({ options: { out: { type: "string" }, "dry-run": { type: "boolean", default: false } } })

const env = await settingsOrExit(FittingEnvironment)

const fitting = Effect.gen(function* () {
  const store = join(env.KITH_DATA_DIR, "kith.db")
  // Opening would make it, and the fit of nothing.
  if (!existsSync(store)) return yield* new EnvironmentIsWrong({ problems: [say`KITH_DATA_DIR: holds no kith.db`] })
  const ports = Layer.mergeAll(sqliteDocuments.pipe(Layer.provide(Sqlite.layer(store))), policyLayer(env.KITH_POLICY))
  const { identifiers, linking, claims } = yield* Effect.gen(function* () {
    const fitted = yield* fitFromStore(yield* policyInForce())
    return { ...fitted, identifiers: yield* CurrentIdentifierPolicy }
  }).pipe(Effect.provide(ports))
  const out = values.out ?? join(env.KITH_DATA_DIR, `policy-${linking.version}.json`)
  const beside = out.replace(/\.json$/, "")
  if (!values["dry-run"] && existsSync(out))
    return yield* new EnvironmentIsWrong({ problems: [say`--out: is there already, and a version is never changed`] })
  const title = `Policy ${linking.version}: what its probabilities are worth`
  const report = calibrationReport(title, linking.tier2, claims, `${basename(beside)}.svg`)
  console.log(report)
  if (values["dry-run"]) return
  const files = [
    [`${beside}.json`, `${JSON.stringify({ identifiers, linking }, null, 2)}\n`],
    [`${beside}.md`, report],
    [`${beside}.svg`, reliabilityCurve([{ name: "each by itself", colour: "#2563eb", claims }])],
  ] as const
  for (const [file, text] of files) writeFileSync(file, text, { flag: "wx", mode: 0o600 })
  console.log(`Written: ${files.map(([file]) => file).join(", ")}`)
})

await Effect.runPromise(
  fitting.pipe(
    Effect.catch((problem) =>
      Effect.sync(() => {
        console.error(problem.message)
        process.exitCode = 1
      }),
    ),
  ),
)
