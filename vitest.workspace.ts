import { defineConfig } from "vitest/config"

/** The laws take their time: ten minutes a test for each thousand histories. */
const lawsTimeout = 600_000 * Math.max(1, Number(process.env["KITH_HISTORIES"] ?? 1_000) / 1_000)

export default defineConfig({
  test: {
    projects: [
      // Files share the modules they import: most of what a small test costs is Effect and Google's clients.
      {
        test: {
          name: "unit",
          include: ["{packages,services}/**/*.test.ts", "test/{structure,memory}/**/*.test.ts"],
          setupFiles: "./test/drawn.ts",
          isolate: false,
          testTimeout: 30_000,
        },
      },
      { test: { name: "infra", include: ["infra/**/*.test.ts"], testTimeout: 60_000 } },
      {
        test: {
          name: "laws",
          include: ["test/laws/**/*.test.ts"],
          globalSetup: "./test/laws/seed.ts",
          testTimeout: lawsTimeout,
        },
      },
      // Five hundred stories, on two cores that are busy with other things.
      { test: { name: "simulation", include: ["test/simulation/**/*.test.ts"], testTimeout: 3_600_000 } },
      { test: { name: "stories", include: ["test/stories/**/*.test.ts"], testTimeout: 60_000 } },
      {
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          globalSetup: "./test/browser/setup.ts",
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "emulators",
          include: ["test/emulators/**/*.test.ts"],
          globalSetup: "./test/emulators/setup.ts",
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
