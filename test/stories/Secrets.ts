export const webhookToken = "a-token-of-the-webhook"
export const consoleToken = "a-token-of-the-console"

/** What a service is started with beside the addresses of vendors. */
export const secrets = {
  KITH_PEPPER: "a pepper that only the stories know, and long enough",
  WEBHOOK_TOKENS: webhookToken,
  CONSOLE_TOKENS: consoleToken,
  PROFILE_BASE_URL: "https://kith.example.org",
}
