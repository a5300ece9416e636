import type { ServiceName } from "@kith/core/pipeline"

/** Which services share a thread, by how many threads there are. The first has the port, and answers. */
export const shares = {
  "1": [["ingress-redactor", "console", "resolver", "crm-sync", "writeback"]],
  "2": [
    ["ingress-redactor", "console"],
    ["resolver", "crm-sync", "writeback"],
  ],
  "3": [["ingress-redactor", "console"], ["resolver"], ["crm-sync", "writeback"]],
} as const satisfies Record<string, ReadonlyArray<ReadonlyArray<ServiceName>>>
