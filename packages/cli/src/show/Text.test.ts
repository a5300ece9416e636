import { describe, expect, it } from "vitest"
import { chapters, facts, jsonText, plain, table } from "./Text.ts"

describe("What stands on a terminal", () => {
  it("cannot colour, move or turn it round, whatever an event said", () => {
    expect(plain("\u001b[31mJohn\u001b[0m\r\nDoe")).toBe("John��Doe")
    expect(plain("\u009b31mJohn\u202eeoD")).not.toMatch(/[\p{Cc}\u202e]/u)
    expect(table(["name"], [["\u001b]0;title\u0007Jane"]]).join("")).not.toMatch(/\p{Cc}/u)
    expect(jsonText({ name: "a\u009b\u202eb\u001b" })).toBe('{"name":"a\\u009b\\u202eb\\u001b"}')
    expect(JSON.parse(jsonText({ name: "a\u009bb" }))).toEqual({ name: "a\u009bb" })
  })

  it("stands in columns, whatever width its letters have", () => {
    const lines = table(
      ["name", "value"],
      [
        ["山田太郎", 1],
        ["Jo", undefined],
      ],
    )
    expect(lines).toEqual(["NAME      VALUE", "山田太郎  1", "Jo        –"])
  })

  it("leaves out what is not there", () => {
    expect(table(["name"], [])).toEqual([])
    expect(
      facts([
        ["Reason", undefined],
        ["Detail", ""],
        ["Version", 0],
      ]),
    ).toEqual(["Version  0"])
    expect(chapters(["one"], [], ["Empty", []], ["Two", ["two"]])).toEqual(["one", "", "Two", "  two"])
  })
})
