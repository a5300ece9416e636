/** What `pnpm start` runs with: the environment that it was given, over what nobody has to give. Empty counts as not given. */
export const startEnvironment = (
  usual: Readonly<Record<string, string>>,
  port: number,
): Readonly<Record<string, string | undefined>> => ({
  PROFILE_BASE_URL: `http://127.0.0.1:${port}`,
  ...usual,
  ...Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== "")),
})
