import { type Harmless, say } from "../telemetry/Harmless.ts"

/** What a call to Google ended with, such as `14 UNAVAILABLE`. The details stay behind: they can repeat the request. */
export interface GrpcStatus {
  readonly code: number
  readonly name: Harmless
}

const names = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
] as const

export const grpcStatus = (name: (typeof names)[number]): GrpcStatus => {
  const code = names.indexOf(name)
  return { code, name: say`${code} ${name}` }
}

/** A client's own error, such as missing credentials, has no status and counts as unknown. */
export const grpcStatusOf = (cause: unknown): GrpcStatus => {
  const code = typeof cause === "object" && cause !== null && "code" in cause ? Number(cause.code) : Number.NaN
  return grpcStatus(names[code] ?? "UNKNOWN")
}
