import { addAbortSignal } from "node:stream"
import type { protos } from "@google-cloud/firestore-api"
import { Effect } from "effect"
import type { CancellableStream } from "google-gax"
import { type GrpcStatus, grpcStatus, grpcStatusOf } from "../http/GrpcStatus.ts"
import { HarmlessError } from "../telemetry/HarmlessError.ts"

export type StoredDocument = protos.google.firestore.v1.IDocument
export type StoredValue = protos.google.firestore.v1.IValue
export type StoredWrite = protos.google.firestore.v1.IWrite
export type Query = protos.google.firestore.v1.IStructuredQuery

export interface FirestoreSettings {
  readonly project: string
  /** `(default)`, or the name of the database. */
  readonly database: string
}

export class FirestoreFailed extends HarmlessError("FirestoreFailed")<{ readonly status: GrpcStatus }> {
  override get message() {
    return this.status.name
  }
}

/** Milliseconds. The client repeats what may be repeated within the first, after which the server gives up too. */
const callTimeout = 4000
const patience = 5000

/**
 * The calls we need of Firestore, each one round trip. The bare client, because the usual one goes on repeating a commit
 * for ten minutes after its caller has given up, and has no full replacement under a precondition.
 */
export const connect = Effect.fnUntraced(function* ({ project, database }: FirestoreSettings) {
  const client = yield* Effect.acquireRelease(Effect.promise(open), (client) => Effect.promise(() => client.close()))
  // Anew for each call, for the client adds to it. The emulator takes `owner` past the security rules.
  const callOptions = () => ({
    timeout: callTimeout,
    otherArgs: { headers: emulator() === undefined ? {} : { Authorization: "Bearer owner" } },
  })
  const root = `projects/${project}/databases/${database}`
  return {
    nameOf: (collection: string, id: string): string => `${root}/documents/${collection}/${id}`,

    /** By name; what does not exist is missing. */
    get: Effect.fnUntraced(function* (names: ReadonlyArray<string>) {
      const documents = [...new Set(names)]
      const answers = yield* collect<protos.google.firestore.v1.IBatchGetDocumentsResponse>(() =>
        client.batchGetDocuments({ database: root, documents }, callOptions()),
      )
      return new Map(answers.flatMap(({ found }) => (found?.name ? [[found.name, found] as const] : [])))
    }),

    query: Effect.fnUntraced(function* (structuredQuery: Query) {
      const answers = yield* collect<protos.google.firestore.v1.IRunQueryResponse>(() =>
        client.runQuery({ parent: `${root}/documents`, structuredQuery }, callOptions()),
      )
      return answers.flatMap(({ document }) => document ?? [])
    }),

    /** All of the writes or none. Unless the status says that nothing was written, that is unknown. */
    commit: (writes: Array<StoredWrite>) =>
      bounded((signal) => client.commit({ database: root, writes }, { ...callOptions(), signal })).pipe(Effect.asVoid),
  }
})
export type Firestore = Effect.Success<ReturnType<typeof connect>>

const emulator = () => process.env["FIRESTORE_EMULATOR_HOST"] || undefined

/** Loaded here and not above: a process that stores elsewhere does not pay the third of a second. */
const open = async () => {
  const { FirestoreClient } = await import("@google-cloud/firestore-api/client_v1")
  const local = emulator()
  if (local === undefined) return new FirestoreClient()
  const [{ grpc }, { GoogleAuth, PassThroughClient }] = await Promise.all([
    import("google-gax"),
    import("google-auth-library"),
  ])
  const { hostname, port } = new URL(`http://${local}`)
  return new FirestoreClient({
    servicePath: hostname,
    port: Number(port),
    sslCreds: grpc.credentials.createInsecure(),
    // Without it the client asks Google's metadata server who it is, emulator or not.
    auth: new GoogleAuth({ authClient: new PassThroughClient() }),
  })
}

const bounded = <A>(call: (signal: AbortSignal) => Promise<A>) =>
  Effect.tryPromise({ try: call, catch: (cause) => new FirestoreFailed({ status: grpcStatusOf(cause) }) }).pipe(
    Effect.timeoutOrElse({
      duration: patience,
      orElse: () => Effect.fail(new FirestoreFailed({ status: grpcStatus("DEADLINE_EXCEEDED") })),
    }),
  )

const collect = <A>(start: () => CancellableStream) =>
  bounded(async (signal): Promise<ReadonlyArray<A>> => {
    const answers: Array<A> = []
    for await (const answer of addAbortSignal(signal, start())) answers.push(answer)
    return answers
  })
