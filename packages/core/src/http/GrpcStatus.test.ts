import { describe, expect, it } from "vitest"
import { grpcStatus, grpcStatusOf } from "./GrpcStatus.ts"

describe("The status of a failed call", () => {
  it("is the number with its name, and nothing of the details", () => {
    const failure = Object.assign(new Error("14 UNAVAILABLE: jane@example.com"), { code: 14 })
    expect(grpcStatusOf(failure)).toEqual({ code: 14, name: "14 UNAVAILABLE" })
    expect(grpcStatusOf(failure)).toEqual(grpcStatus("UNAVAILABLE"))
  })

  it.each([[new Error("no credentials")], [{ code: "ENOTFOUND" }], [{ code: 99 }], [undefined]])(
    "is unknown for %s",
    (cause) => {
      expect(grpcStatusOf(cause).name).toBe("2 UNKNOWN")
    },
  )
})
