import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { existsSync, readdirSync, realpathSync } from "node:fs"
import { createServer } from "node:net"
import { delimiter, dirname, join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"

export interface Emulator {
  /** `host:port`, as the `*_EMULATOR_HOST` variables hold it. */
  readonly address: string
  readonly stop: () => Promise<void>
}

interface Kind {
  readonly variable: string
  readonly component: string
  readonly folder: string
  readonly java: (jar: string) => ReadonlyArray<string>
}

export const kinds = {
  firestore: {
    variable: "FIRESTORE_EMULATOR_HOST",
    component: "cloud-firestore-emulator",
    folder: "platform/cloud-firestore-emulator",
    java: (jar) => ["-cp", jar, "com.google.cloud.datastore.emulator.firestore.CloudFirestore", "start"],
  },
  pubsub: {
    variable: "PUBSUB_EMULATOR_HOST",
    component: "pubsub-emulator",
    folder: "platform/pubsub-emulator/lib",
    java: (jar) => ["-jar", jar],
  },
} as const satisfies Record<string, Kind>

/** Where the Google Cloud SDK is: as told, or where `gcloud` on the path really stands. */
const sdk = (): string | undefined => {
  const told = process.env["CLOUDSDK_ROOT"]
  if (told) return told
  const commands = (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, "gcloud"))
  const gcloud = commands.find(existsSync)
  return gcloud && dirname(dirname(realpathSync(gcloud)))
}

const runs = (command: string, ...args: ReadonlyArray<string>): boolean =>
  spawnSync(command, args, { stdio: "ignore" }).status === 0

const jarOf = ({ folder }: Kind): string | undefined => {
  const path = join(sdk() ?? "", folder)
  const jar = existsSync(path) ? readdirSync(path).find((file) => file.endsWith(".jar")) : undefined
  return jar && join(path, jar)
}

/** What is to be installed before this emulator can be started; nothing if it can. */
export const missingFor = (kind: Kind): ReadonlyArray<string> => [
  ...(runs("java", "-version") ? [] : ["Java 17 or later, such as Debian's default-jre-headless"]),
  ...(jarOf(kind) ? [] : [`the Google Cloud SDK with ${kind.component}: gcloud components install ${kind.component}`]),
]

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  server.close()
  await once(server, "close")
  return typeof address === "object" && address ? address.port : 0
}

/** Starts the jar itself: `gcloud beta emulators` leaves the virtual machine behind when it is stopped. */
export const startEmulator = async (kind: Kind): Promise<Emulator> => {
  const port = await freePort()
  const flags = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Duser.language=en"]
  const java = ["java", ...flags, ...kind.java(jarOf(kind) ?? ""), "--host=127.0.0.1", `--port=${port}`]
  const [command = "", ...args] = [...diesWithUs(), ...java]
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"] })
  let complaint = ""
  child.stderr.on("data", (chunk) => {
    complaint = (complaint + chunk).slice(-2000)
  })
  const address = `127.0.0.1:${port}`
  if (!(await answers(child, address))) {
    child.kill("SIGKILL")
    throw new Error(`${kind.component} did not start:\n${complaint}`)
  }
  return { address, stop: () => stop(child) }
}

/** Where the system can, an emulator does not outlive a test run that is killed. */
const diesWithUs = (): ReadonlyArray<string> =>
  runs("setpriv", "--pdeathsig", "KILL", "true") ? ["setpriv", "--pdeathsig", "KILL"] : []

const answers = async (child: ChildProcess, address: string): Promise<boolean> => {
  for (let attempt = 0; attempt < 300 && child.exitCode === null; attempt++) {
    const response = await fetch(`http://${address}/`).catch(() => undefined)
    if (response?.ok) return true
    await wait(100)
  }
  return false
}

const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, "exit")
  child.kill("SIGTERM")
  const late = setTimeout(() => child.kill("SIGKILL"), 5000)
  await gone
  clearTimeout(late)
}
