import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type StrippedPattern, strippedPatterns } from "../identifier/AlwaysStripped.ts"
import { redactPatterns } from "./RedactPatterns.ts"

/** Published examples of the issuers and of the library, and how people write them. */
const examples: Readonly<Record<StrippedPattern, string>> = {
  iban: "DE89 3704 0044 0532 0130 00",
  "at.vnr": "1237 010180",
  "au.tfn": "123 456 782",
  "be.nn": "85.07.30-033 28",
  "br.cpf": "390.533.447-05",
  "ca.bc_bhn": "9698 658 215",
  "ca.sin": "123-456-782",
  "ch.ssn": "756.9217.0769.85",
  "de.idnr": "36 574 261 809",
  "de.svnr": "15 070649 C 103",
  "dk.cpr": "211062-5629",
  "es.dni": "54362315-K",
  "es.nie": "x-2482300w",
  "fi.hetu": "131052-308T",
  "fr.nir": "2 53 07 2B 073 004 70",
  "gb.nino": "AB 12 34 56 C",
  "ie.pps": "6433435F",
  "in.aadhaar": "2341 2341 2346",
  "in.pan": "ACUPA7085R",
  "it.codicefiscale": "RCCMNL83S18D969H",
  "mx.curp": "BOXW310820HNERXN09",
  "nl.bsn": "111222333",
  "no.fodselsnummer": "151086 95088",
  "pl.pesel": "44051401359",
  "pt.cc": "00000000 0 ZZ4",
  "se.personnummer": "880320-0016",
  "us.ssn": "536-90-4399",
  "za.idnr": "7503305044089",
}

describe("always stripped numbers", () => {
  it.each(Object.entries(examples))("%s is found in a text, in the way people write it", (name, example) => {
    const only = [name as StrippedPattern]
    expect(redactPatterns(`mine: ${example}, thanks`, only)).toBe(`mine: [${name}], thanks`)
    expect(redactPatterns(example, only)).toBe(`[${name}]`)
    expect(redactPatterns(`x${example}`, only)).not.toBe(`[${name}]`)
    expect(redactPatterns(example, [])).toBe(example)
  })

  it("are found in full-width characters, and between dashes of another kind", () => {
    expect(redactPatterns("536–90–4399", ["us.ssn"])).toBe("[us.ssn]")
    expect(redactPatterns("ＤＥ８９３７０４００４４０５３２０１３０００", ["iban"])).toBe("[iban]")
  })

  it("leave times, UUIDs, numbers with wrong check digits and words alone", () => {
    const others = [
      "2026-11-23T10:00:00Z",
      "5ce93f25-1234-4567-8901-123456789012",
      "DE88 3704 0044 0532 0130 00",
      "order 123",
      "Ada Lovelace",
    ]
    for (const text of others) expect(redactPatterns(text, strippedPatterns)).toBe(text)
  })

  it("never change a text without digits, and leave nothing behind that they would find", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        fc.pre(!/\p{N}/u.test(text))
        expect(redactPatterns(text, strippedPatterns)).toBe(text)
      }),
    )
    const part = fc.oneof(fc.string(), fc.constantFrom(...Object.values(examples)))
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const once = redactPatterns(parts.join(" "), strippedPatterns)
        for (const name of strippedPatterns) expect(once).not.toContain(examples[name])
      }),
    )
  })
})
