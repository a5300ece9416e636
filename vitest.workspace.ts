import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["{packages,services,infra}/**/*.test.ts", "test/structure/**/*.test.ts"] } },
      { test: { name: "laws", include: ["test/laws/**/*.test.ts"], testTimeout: 120_000 } },
      { test: { name: "stories", include: ["test/stories/**/*.test.ts"], testTimeout: 60_000 } },
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
