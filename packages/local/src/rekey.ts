import { parseArgs } from "node:util"
import * as z from "zod"
import { askConsole, ConsoleRefused, runCommand } from "./AskConsole.ts"

/**
 * `pnpm rekey`: after a change of peppers, lets every identifier answer under the new one too, page after page, while
 * traffic runs. `KITH_URL` is the console, `KITH_TOKEN` one of its tokens with the scope `operations`. Broken off, it is
 * begun again, or goes on with `--after` where it says that it stopped; what is done is passed over.
 */

const Page = z.object({ renamed: z.number(), unknown: z.number(), next: z.string().optional() })
/** A page is of as many identifiers at most. */
const pageSize = 500
/** Pages between two lines of progress. */
const pagesALine = 20

const rekey = async (from: string | undefined) => {
  let after = from
  let [looked, renamed, unknown, pages] = [0, 0, 0, 0]
  do {
    const page = await askConsole("POST", "/rekey", after === undefined ? {} : { after }).catch((problem: unknown) => {
      if (after !== undefined) process.stderr.write(`go on with: pnpm rekey --after '${after}'\n`)
      throw problem
    })
    const { next, ...told } = Page.parse(page)
    renamed += told.renamed
    unknown += told.unknown
    looked += pageSize
    after = next
    if (++pages % pagesALine === 0 && after !== undefined)
      process.stderr.write(`${looked} identifiers looked at, ${renamed} renamed, at ${after}\n`)
  } while (after !== undefined)
  process.stderr.write(`${renamed} identifiers answer under the present pepper from now on\n`)
  if (unknown > 0)
    process.stderr.write(
      `${unknown} answer under the pepper of before only: no interaction tells their value any more\n`,
    )
}

const readArguments = () => {
  try {
    return parseArgs({ options: { after: { type: "string" } } }).values
  } catch {
    throw new ConsoleRefused("say rekey, or rekey --after where it stopped")
  }
}

await runCommand(() => rekey(readArguments().after))
