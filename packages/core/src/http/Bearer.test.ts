import { Redacted } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { authorize, holdsToken, type ScopedToken, scopes } from "./Bearer.ts"

const token = fc.stringMatching(/^[A-Za-z0-9._~+/=-]{16,64}$/)
const bearer = (text: string) => ({ authorization: `Bearer ${text}` })

describe("holdsToken", () => {
  it("accepts exactly the tokens of the list", () => {
    fc.assert(
      fc.property(fc.uniqueArray(token, { minLength: 1, maxLength: 5 }), token, (live, presented) => {
        const tokens = live.map((text) => Redacted.make(text))
        expect(holdsToken(bearer(presented), tokens)).toBe(live.includes(presented))
        for (const text of live) expect(holdsToken(bearer(text), tokens)).toBe(true)
      }),
    )
  })

  it.each([undefined, "", "Bearer", "Bearer ", "Basic sixteen-characters", "sixteen-characters", "Bearer a b"])(
    "takes %j for no token",
    (authorization) => {
      expect(holdsToken({ authorization }, [Redacted.make("sixteen-characters")])).toBe(false)
    },
  )
})

describe("authorize", () => {
  const tokens: ReadonlyArray<ScopedToken> = [
    { token: Redacted.make("reads-profiles-only"), scopes: ["profiles"] },
    { token: Redacted.make("may-do-everything-"), scopes },
  ]

  it("tells a stranger from one of ours without the scope", () => {
    expect(authorize(bearer("reads-profiles-only"), tokens, "profiles")).toBe("granted")
    expect(authorize(bearer("reads-profiles-only"), tokens, "privacy")).toBe("forbidden")
    expect(authorize(bearer("may-do-everything-"), tokens, "privacy")).toBe("granted")
    expect(authorize(bearer("somebody-elses-token"), tokens, "profiles")).toBe("unauthenticated")
    expect(authorize({}, tokens, "profiles")).toBe("unauthenticated")
  })
})
