import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Effect, Layer } from "effect"
import { afterAll, describe, expect, it } from "vitest"
import * as z from "zod"
import { documentsConformance } from "../../../../test/conformance/documents.ts"
import { say } from "../telemetry/Harmless.ts"
import { type Collection, Documents, fitting, ref } from "./Documents.ts"
import { Sqlite } from "./Sqlite.ts"
import * as SqliteDocuments from "./SqliteDocuments.ts"

documentsConformance("SqliteDocuments", {
  layer: () => SqliteDocuments.layer.pipe(Layer.provide(Sqlite.layer(":memory:"))),
  endingsCountOnce: true,
})

const directory = mkdtempSync(join(tmpdir(), "kith-documents-"))
afterAll(() => rmSync(directory, { recursive: true }))

const Lists: Collection<Array<number>> = { name: say`lists`, schema: z.array(z.number()) }
const Numbers: Collection<number> = { name: say`numbers`, schema: z.number() }

describe("SqliteDocuments", () => {
  it("answers with what was written and fits, without reading it again, until anybody writes it anew", async () => {
    const path = join(directory, "fitting.db")
    const story = Effect.gen(function* () {
      const documents = yield* Documents
      const one = ref(Lists, "a")
      const body = [1, 2]
      yield* documents.commit({ writes: [fitting(one, body)] })
      const [first] = yield* documents.getMany([one])
      expect(first?.body).toBe(body)
      expect(() => body.push(3)).toThrow(TypeError)
      const other = new DatabaseSync(path)
      other.exec("UPDATE documents SET body = '[7]', version = version || 'x'")
      other.close()
      expect((yield* documents.getMany([one]))[0]?.body).toEqual([7])
      yield* documents.commit({ writes: [{ op: "delete", ref: one }] })
      expect(yield* documents.getMany([one])).toEqual([undefined])
    })
    const layer = SqliteDocuments.layer.pipe(Layer.provide(Sqlite.layer(path)))
    await Effect.runPromise(Effect.provide(story, layer))
  })

  it("reads several documents as of one moment, whatever another thread commits between them", async () => {
    const path = join(directory, "kith.db")
    const story = Effect.gen(function* () {
      const documents = yield* Documents
      const put = (id: string) => ({ op: "put", ref: ref(Numbers, id), body: 1 }) as const
      yield* documents.commit({ writes: [put("a"), put("b")] })
      const other = new DatabaseSync(path)
      const second = {
        collection: Numbers,
        get id() {
          other.exec("UPDATE documents SET body = '2', version = version || 'x'")
          return "b"
        },
      }
      const before = yield* documents.getMany([ref(Numbers, "a"), second])
      const after = yield* documents.getMany([ref(Numbers, "a"), ref(Numbers, "b")])
      other.close()
      return [before, after].map((read) => read.map((snapshot) => snapshot?.body))
    })
    const layer = SqliteDocuments.layer.pipe(Layer.provide(Sqlite.layer(path)))
    expect(await Effect.runPromise(Effect.provide(story, layer))).toEqual([
      [1, 1],
      [2, 2],
    ])
  })
})
