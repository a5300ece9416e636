import type { HttpRequest } from "@kith/core/http/Http"
import type { ServiceName } from "@kith/core/pipeline"
import type { Centre } from "./Centre.ts"
import { chance } from "./Chance.ts"
import type { Posted } from "./History.ts"
import { type Answered, consoleToken, webhookToken } from "./Process.ts"
import type { Says } from "./Story.ts"

const mostTries = 40

const requestOf = (method: string, path: string, token: string, body?: unknown): HttpRequest => {
  const [pathname = "", query] = path.split("?")
  return {
    method,
    path: pathname,
    query: new URLSearchParams(query),
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: Buffer.from(body === undefined ? "" : JSON.stringify(body)),
  }
}

/** Whoever calls a service from outside, and calls again until it is answered. */
export class Senders {
  private readonly centre: Centre
  /** Calls that have no answer yet. */
  open = 0
  constructor(centre: Centre) {
    this.centre = centre
  }

  /** Genesys posts an event, again and again until it is taken, and now and then once more. */
  post(event: unknown, name: string, says?: Says): void {
    const { seed, weather } = this.centre.story
    const { posts } = this.centre.history
    const posted = posts.get(name) ?? { says, answers: [] }
    posts.set(name, posted)
    const request = requestOf("POST", "/webhooks/genesys", webhookToken, event)
    const send = (copy: string) =>
      this.centre.world.after(1 + weather.disorder * chance(seed, "on its way", name, copy), () =>
        this.persist("ingress-redactor", request, `${name}${copy}`, () => {}, posted),
      )
    send("")
    if (this.centre.isCalm || chance(seed, "resent", name) >= weather.resent) return
    this.centre.meet("resent")
    send(" again")
  }

  /** An operator, a privacy officer or the scheduler asks the console. */
  ask(method: string, path: string, body: unknown, onAnswer: (answer: Answered) => void): void {
    const name = `${method} ${path} ${body === undefined ? "" : JSON.stringify(body)}`
    this.persist("console", requestOf(method, path, consoleToken, body), name, onAnswer)
  }

  task(service: ServiceName, path: string, onAnswer: (answer: Answered) => void = () => {}): void {
    this.persist(service, requestOf("POST", path, consoleToken), `task ${path} ${this.centre.world.now}`, onAnswer)
  }

  private persist(
    service: ServiceName,
    request: HttpRequest,
    name: string,
    onAnswer: (answer: Answered) => void,
    posted?: Posted,
    tries = 1,
  ): void {
    const { centre } = this
    if (tries === 1) this.open += 1
    const again = () =>
      centre.world.after(500 + 4_500 * chance(centre.story.seed, "again", name, tries), () =>
        this.persist(service, request, name, onAnswer, posted, tries + 1),
      )
    const process = centre.oneOf(service, `${name} ${tries}`)
    if (process === undefined) {
      again()
      return
    }
    let isOver = false
    const settle = (answer: Answered) => {
      if (isOver) return
      isOver = true
      forgetPatience()
      const status = answer === "crashed" ? 502 : answer.status
      const said = answer !== "crashed" && status === 202 ? (answer.body as { readonly eventId?: string }) : {}
      posted?.answers.push({ ...said, status })
      centre.tell("sender", `${name}: ${status}`)
      if (status >= 500 && tries < mostTries) {
        again()
        return
      }
      this.open -= 1
      onAnswer(answer)
    }
    // Genesys waits ten seconds; the request goes on.
    const forgetPatience = centre.world.after(60_000, () => settle({ status: 504 }))
    process.call(request, `${name} ${tries}`, settle)
  }
}
