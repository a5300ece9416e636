import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Effect, Layer } from "effect"
import { afterAll, describe, expect, it } from "vitest"
import * as z from "zod"
import { documentsConformance } from "../../../../test/conformance/documents.ts"
import { say } from "../telemetry/Harmless.ts"
import { type Collection, Documents, ref } from "./Documents.ts"
import { Sqlite } from "./Sqlite.ts"
import * as SqliteDocuments from "./SqliteDocuments.ts"

documentsConformance("SqliteDocuments", {
  layer: () => SqliteDocuments.layer.pipe(Layer.provide(Sqlite.layer(":memory:"))),
  endingsCountOnce: true,
})

const directory = mkdtempSync(join(tmpdir(), "kith-documents-"))
afterAll(() => rmSync(directory, { recursive: true }))

const Numbers: Collection<number> = { name: say`numbers`, schema: z.number() }

describe("SqliteDocuments", () => {
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
          other.exec("UPDATE documents SET body = '2'")
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
