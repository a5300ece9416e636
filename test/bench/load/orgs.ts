import { startOrgs } from "../../stories/Orgs.ts"

/** The simulated Genesys and Salesforce in a process of their own; Genesys allows as much as is asked for. */

const writtenAt: Record<string, number> = {}
const now = () => performance.timeOrigin + performance.now()

const orgs = await startOrgs({
  genesys: {
    unknownInteractions: "adopt",
    allowedPerMinute: 10_000_000,
    echo: (event) => {
      if ("interaction" in event) writtenAt[event.interaction.id] ??= now()
    },
  },
  salesforce: { dailyLimit: 100_000_000 },
})

process.on("message", (asked) => {
  if (asked === "written") process.send?.(writtenAt)
  if (asked === "stop") void orgs.stop().then(() => process.exit(0))
})
process.send?.(orgs.env)
