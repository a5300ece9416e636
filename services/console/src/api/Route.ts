import type { Scope } from "@kith/core/http/Bearer"
import type * as z from "zod"

/** Chapters of the reference, in its order. */
export const subjects = [
  "profiles",
  "persons",
  "explanations",
  "privacy",
  "policies",
  "operations",
  "events",
  "tasks",
  "description",
] as const
export type Subject = (typeof subjects)[number]

/** One call of the API: what it takes and answers. The console checks by it, the clients are typed by it. */
export interface Route<
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answers extends Readonly<Record<number, z.ZodType | null>> = Readonly<Record<number, z.ZodType | null>>,
> {
  readonly subject: Subject
  /** Of the token that is needed; `any` takes each of ours, `open` none, `scheduler` Google's scheduler too. */
  readonly scope: Scope | "any" | "open" | "scheduler"
  readonly says: string
  readonly query?: Query
  readonly body?: Body
  /** Bytes that the body may have; 16 KiB where nothing is said. */
  readonly mostBytes?: number
  /** By status; null: without a body. What every route answers besides (400, 401, 403, 503 as problems) is left out. */
  readonly answers: Answers
  /** Of what is answered with 200, where it is no JSON. */
  readonly contentType?: string
}

export const route = <
  Query extends z.ZodType,
  Body extends z.ZodType,
  const Answers extends Readonly<Record<number, z.ZodType | null>>,
>(
  description: Route<Query, Body, Answers>,
): Route<Query, Body, Answers> => description
