import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import * as z from "zod"
import { type Row, rowOf, type Told } from "./Row.ts"

/** Readers of four labelled files that are often used to compare record linkage; each row becomes a conversation. */

const begins = Date.UTC(2025, 0, 6)
const opened = (file: string, n: number, truth: string, told: Pick<Told, "custom" | "raw">): Row =>
  rowOf({ type: "webchat", ...told, id: `${file}-${n}`, truth, at: begins + n * 60_000 })

const fieldsOf = (line: string) => line.split(",").map((field) => field.trim())
const some = (text: string | undefined) => (text === "" ? undefined : text)
const listed = (...values: ReadonlyArray<string | undefined>) => values.filter((value) => value !== undefined)

type Records = ReadonlyArray<Readonly<Record<string, string | undefined>>>
const csv = (path: string): Records => {
  const [head = "", ...lines] = readFileSync(path, "utf8").trim().split(/\r?\n/)
  const names = fieldsOf(head)
  return lines.map((line) => {
    const fields = fieldsOf(line)
    return Object.fromEntries(names.map((name, n) => [name, some(fields[n])]))
  })
}

const fake = (path: string): ReadonlyArray<Row> =>
  csv(path).map(({ first_name, surname, dob, email, cluster = "" }, n) =>
    opened("fake", n, cluster, {
      custom: { firstName: first_name, lastName: surname, dateOfBirth: dob, email },
      raw: { emails: listed(email), phones: [], ids: [], firstName: first_name, lastName: surname, dateOfBirth: dob },
    }),
  )

/** The number that people are registered under is what such a centre asks them for. */
const febrl = (path: string): ReadonlyArray<Row> =>
  csv(path).map(({ rec_id = "", given_name, surname, postcode, date_of_birth, soc_sec_id }, n) => {
    const self = { firstName: given_name, lastName: surname, dateOfBirth: date_of_birth, postalCode: postcode }
    return opened("febrl", n, rec_id.split("-")[1] ?? "", {
      custom: { ...self, socialSecurityNumber: soc_sec_id },
      raw: { emails: [], phones: [], ids: listed(soc_sec_id), ...self },
    })
  })

const Customer = z.object({
  RECORD_ID: z.string().max(40),
  FEATURES: z.array(z.record(z.string().max(64), z.string().max(512))).max(100),
})

const senzing = (path: string): ReadonlyArray<Row> => {
  const clusters = new Map(
    csv(path.replace(/\.jsonl$/, "_key.csv")).map(({ RECORD_ID, CLUSTER_ID = "" }) => [RECORD_ID, CLUSTER_ID]),
  )
  const lines = readFileSync(path, "utf8").trim().split("\n")
  return lines.map((line, n) => {
    const { RECORD_ID, FEATURES } = Customer.parse(JSON.parse(line))
    const all = (name: string) => FEATURES.flatMap((feature) => feature[name] ?? [])
    const [email, phone] = [all("EMAIL_ADDRESS"), all("PHONE_NUMBER")]
    const ids = ["SSN_NUMBER", "PASSPORT_NUMBER", "DRIVERS_LICENSE_NUMBER", "NATIONAL_ID_NUMBER"].map(all)
    const [socialSecurityNumber, passportNumber, drivingLicence, nationalId] = ids
    const self = {
      firstName: all("NAME_FIRST")[0],
      lastName: all("NAME_LAST")[0],
      dateOfBirth: all("DATE_OF_BIRTH")[0],
      postalCode: all("ADDR_POSTAL_CODE")[0],
    }
    return opened("senzing", n, clusters.get(RECORD_ID) ?? RECORD_ID, {
      custom: {
        ...self,
        ...{ name: all("NAME_FULL")[0], company: all("NAME_ORG")[0], email, phone },
        ...{ socialSecurityNumber, passportNumber, drivingLicence, nationalId },
      },
      raw: { emails: email, phones: phone, ids: ids.flat(), ...self },
    })
  })
}

const readers: Readonly<Record<string, (path: string) => ReadonlyArray<Row>>> = {
  "fake_1000.csv": fake,
  "febrl_1.csv": febrl,
  "febrl_3.csv": febrl,
  "senzing_customers.jsonl": senzing,
}

/** Those of the four that the folder holds, by file name. */
export const sampleFiles = (folder: string): ReadonlyArray<readonly [name: string, rows: ReadonlyArray<Row>]> =>
  Object.entries(readers).flatMap(([name, read]) => {
    const path = join(folder, name)
    return existsSync(path) ? [[name, read(path)] as const] : []
  })
