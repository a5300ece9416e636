import type { Answer } from "../Routes.ts"

/** A request, or one record of a collection, that the vendor turns down; the words are the vendor's own. */
export class Refused extends Error {
  readonly status: number
  readonly errorCode: string
  readonly fields: ReadonlyArray<string> | undefined

  constructor(status: number, errorCode: string, message: string, fields?: ReadonlyArray<string>) {
    super(message)
    this.status = status
    this.errorCode = errorCode
    this.fields = fields
  }
}

export const refusal = ({ status, message, errorCode, fields }: Refused): Answer => ({
  status,
  body: [{ message, errorCode, ...(fields && { fields }) }],
})

export const notFound = () => new Refused(404, "NOT_FOUND", "The requested resource does not exist")
export const isDeleted = () => new Refused(404, "ENTITY_IS_DELETED", "entity is deleted")
export const noSuchField = (field: string) =>
  new Refused(400, "INVALID_FIELD", `No such column '${field}' on sobject of type Contact`)
export const notInTheBody = (field: string) =>
  new Refused(400, "INVALID_FIELD", `The ${field} field should not be specified in the sobject data.`)
export const malformed = (message: string) => new Refused(400, "JSON_PARSER_ERROR", message)
