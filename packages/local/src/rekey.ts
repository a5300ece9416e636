import * as z from "zod"

/**
 * `pnpm rekey`: after a change of peppers, lets every identifier answer under the new one too, page after page, while
 * traffic runs. `KITH_URL` is the console, `KITH_TOKEN` one of its tokens with the scope `operations`. Broken off, it is
 * begun again: what is done is passed over.
 */

const url = process.env["KITH_URL"] ?? "http://127.0.0.1:8080"
const Page = z.object({ renamed: z.number(), next: z.string().optional() })

let after: string | undefined
let renamed = 0
do {
  const response = await fetch(`${url}/rekey`, {
    method: "POST",
    headers: { authorization: `Bearer ${process.env["KITH_TOKEN"] ?? ""}`, "content-type": "application/json" },
    body: JSON.stringify(after === undefined ? {} : { after }),
  })
  if (!response.ok) {
    process.stderr.write(`the console answers ${response.status}; ${renamed} identifiers so far\n`)
    process.exit(1)
  }
  const page = Page.parse(await response.json())
  renamed += page.renamed
  after = page.next
} while (after !== undefined)
process.stderr.write(`${renamed} identifiers answer under the present pepper from now on\n`)
