import { Context, Layer, Logger, type LogLevel, References, Tracer } from "effect"
import { covered, describeCause, describeError, type LogValue, logFields } from "./Loggable.ts"

export interface LoggingSettings {
  readonly service: string
  readonly version?: string
  /** Google Cloud project, which makes log lines findable by their trace. */
  readonly project?: string
  readonly level?: LogLevel.LogLevel
}

/** Where the lines go; a terminal gets readable ones. */
export interface LogOutput {
  readonly isTTY?: boolean | undefined
  readonly write: (text: string) => unknown
}

interface Line {
  readonly level: LogLevel.LogLevel
  readonly at: Date
  readonly message: string
  readonly fields: Readonly<Record<string, LogValue>>
  readonly stack: string
  readonly span: Tracer.AnySpan | undefined
}

const isObject = (part: unknown): part is object => typeof part === "object" && part !== null

const readLine = ({ message, logLevel, cause, date, fiber }: Logger.Options<unknown>): Line => {
  const parts: ReadonlyArray<unknown> = Array.isArray(message) ? message : [message]
  const errors = parts.filter((part) => part instanceof Error)
  const objects = parts.filter((part) => isObject(part) && !(part instanceof Error))
  const texts = parts.filter((part) => typeof part === "string").map((text) => covered(text, 500))
  const { lines, stack } = describeCause(cause)
  return {
    level: logLevel,
    at: date,
    message: [texts.join(" "), ...errors.map(describeError), ...lines].filter((text) => text !== "").join(": "),
    fields: logFields(Object.assign({}, fiber.getRef(References.CurrentLogAnnotations), ...objects)),
    stack,
    span: Context.getOrUndefined(fiber.context, Tracer.ParentSpan),
  }
}

const severities: Record<LogLevel.LogLevel, string> = {
  All: "DEFAULT",
  Trace: "DEBUG",
  Debug: "DEBUG",
  Info: "INFO",
  Warn: "WARNING",
  Error: "ERROR",
  Fatal: "CRITICAL",
  None: "DEFAULT",
}

/** Cloud Logging's structured JSON; Error Reporting groups what has a `stack_trace`. */
const asJson = (line: Line, { service, version, project }: LoggingSettings): string =>
  JSON.stringify({
    severity: severities[line.level],
    time: line.at.toISOString(),
    message: line.message,
    ...line.fields,
    ...(line.stack !== "" && { stack_trace: line.stack }),
    ...(line.span !== undefined && {
      "logging.googleapis.com/trace": project ? `projects/${project}/traces/${line.span.traceId}` : line.span.traceId,
      "logging.googleapis.com/spanId": line.span.spanId,
      "logging.googleapis.com/trace_sampled": line.span.sampled,
    }),
    serviceContext: { service, ...(version !== undefined && { version }) },
  })

const colours: Partial<Record<LogLevel.LogLevel, number>> = { Debug: 90, Info: 32, Warn: 33, Error: 31, Fatal: 31 }

const asText = (line: Line, colour: boolean): string => {
  const paint = (code: number, text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text)
  const fields = Object.entries(line.fields).map(([name, value]) => `${paint(90, `${name}=`)}${value}`)
  const level = paint(colours[line.level] ?? 90, line.level.toUpperCase().padEnd(5))
  const first = [paint(90, line.at.toISOString().slice(11, 23)), level, line.message, ...fields].join(" ")
  return line.stack === "" ? first : `${first}\n${line.stack}`
}

/** Replaces the default logger. `NO_COLOR` in the environment keeps a terminal's lines plain. */
export const loggingLayer = (
  settings: LoggingSettings,
  output: LogOutput = process.stdout,
  colour = !process.env["NO_COLOR"],
): Layer.Layer<never> => {
  const logger = Logger.make<unknown, void>((options) => {
    const line = readLine(options)
    output.write(`${output.isTTY ? asText(line, colour) : asJson(line, settings)}\n`)
  })
  return Layer.mergeAll(Logger.layer([logger]), Layer.succeed(References.MinimumLogLevel, settings.level ?? "Info"))
}
