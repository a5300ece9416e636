import { Layer } from "effect"
import { documentsConformance } from "../../../../test/conformance/documents.ts"
import { Sqlite } from "./Sqlite.ts"
import * as SqliteDocuments from "./SqliteDocuments.ts"

documentsConformance("SqliteDocuments", {
  layer: () => SqliteDocuments.layer.pipe(Layer.provide(Sqlite.layer(":memory:"))),
  endingsCountOnce: true,
})
