import { expect, test } from "vitest"
import { brier, type Claim, calibrationError, reliability } from "./Calibration.ts"

const claims = (count: number, probability: number, right: number): ReadonlyArray<Claim> =>
  Array.from({ length: count }, (_, n) => ({ probability, isRight: n < right, isAlone: true }))

test("who is right as often as he says makes no error", () => {
  expect(calibrationError([...claims(10, 0.7, 7), ...claims(4, 0.25, 1)])).toBeCloseTo(0, 10)
})

test("the error is how far off the promises are, by how many were made", () => {
  expect(calibrationError([...claims(10, 0.9, 5), ...claims(30, 0.1, 3)])).toBeCloseTo(0.1, 10)
})

test("certainty has a place on the curve, and nothing has two", () => {
  const all = [0, 0.1, 0.5, 0.9, 0.95, 0.99, 1].flatMap((probability) => claims(1, probability, 1))
  expect(reliability(all).reduce((sum, bin) => sum + bin.claims, 0)).toBe(all.length)
  expect(reliability(claims(3, 1, 3))).toEqual([{ from: 0.99, to: 1, claims: 3, stated: 1, right: 1 }])
})

test("a coin is a quarter off", () => {
  expect(brier(claims(10, 0.5, 3))).toBeCloseTo(0.25, 10)
  expect(brier(claims(10, 1, 10))).toBe(0)
})
