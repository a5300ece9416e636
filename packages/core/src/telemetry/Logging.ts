import { Context, Layer, Logger, type LogLevel, References, Tracer } from "effect"
import { LogEntry } from "./Log.ts"
import { describeCause, describeDefect, type LogValue, logFields } from "./Loggable.ts"

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

/** What did not come by `Log.ts` may say anything: that something was said is all that is shown. */
const unspoken = "something was said that the log does not repeat"

const readLine = ({ message, logLevel, cause, date, fiber }: Logger.Options<unknown>): Line => {
  const parts: ReadonlyArray<unknown> = Array.isArray(message) ? message : [message]
  const entries = parts.filter((part) => part instanceof LogEntry)
  const { lines, stack } = describeCause(cause)
  const texts = entries.length === 0 ? [unspoken] : entries.map((entry) => entry.message)
  const annotations = fiber.getRef(References.CurrentLogAnnotations)
  return {
    level: logLevel,
    at: date,
    message: [...texts, ...lines].join(": "),
    fields: logFields(Object.assign({}, annotations, ...entries.map(({ fields }) => fields))),
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

/**
 * The last words of a process that nothing catches any more: in the log's own shape, instead of the runtime's, which repeats
 * whatever the error says. It ends with status 1, as without.
 */
export const dieSilently = (settings: LoggingSettings, output: LogOutput = process.stdout): void => {
  const lastWords = (message: string) => (defect: unknown) => {
    const stack = describeDefect(defect).join("\n")
    const line: Line = { level: "Fatal", at: new Date(), message, fields: {}, stack, span: undefined }
    output.write(`${output.isTTY ? asText(line, false) : asJson(line, settings)}\n`)
    process.exit(1)
  }
  process.on("uncaughtException", lastWords("the process died"))
  process.on("unhandledRejection", lastWords("the process died of a promise"))
}
