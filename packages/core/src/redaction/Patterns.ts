import { isValidIBAN } from "ibantools"
import * as atVnr from "stdnum/lib/cjs/at/vnr.js"
import * as auTfn from "stdnum/lib/cjs/au/tfn.js"
import * as beNn from "stdnum/lib/cjs/be/nn.js"
import * as brCpf from "stdnum/lib/cjs/br/cpf.js"
import * as caHealth from "stdnum/lib/cjs/ca/bc_bhn.js"
import * as caSin from "stdnum/lib/cjs/ca/sin.js"
import * as chSsn from "stdnum/lib/cjs/ch/ssn.js"
import * as deIdnr from "stdnum/lib/cjs/de/idnr.js"
import * as deSvnr from "stdnum/lib/cjs/de/svnr.js"
import * as dkCpr from "stdnum/lib/cjs/dk/cpr.js"
import * as esDni from "stdnum/lib/cjs/es/dni.js"
import * as esNie from "stdnum/lib/cjs/es/nie.js"
import * as fiHetu from "stdnum/lib/cjs/fi/hetu.js"
import * as frNir from "stdnum/lib/cjs/fr/nir.js"
import * as gbNino from "stdnum/lib/cjs/gb/nino.js"
import * as iePps from "stdnum/lib/cjs/ie/pps.js"
import * as inAadhaar from "stdnum/lib/cjs/in/aadhaar.js"
import * as inPan from "stdnum/lib/cjs/in/pan.js"
import * as itCodice from "stdnum/lib/cjs/it/codicefiscale.js"
import * as mxCurp from "stdnum/lib/cjs/mx/curp.js"
import * as nlBsn from "stdnum/lib/cjs/nl/bsn.js"
import * as noFodsel from "stdnum/lib/cjs/no/fodselsnummer.js"
import * as plPesel from "stdnum/lib/cjs/pl/pesel.js"
import * as ptCc from "stdnum/lib/cjs/pt/cc.js"
import * as sePersonnummer from "stdnum/lib/cjs/se/personnummer.js"
import * as usSsn from "stdnum/lib/cjs/us/ssn.js"
import * as zaIdnr from "stdnum/lib/cjs/za/idnr.js"
import type { StrippedPattern } from "../identifier/AlwaysStripped.ts"

/** How one kind of number is recognised: characters without separators, and a check. */
export interface Pattern {
  /** What the first character can be. */
  readonly start: RegExp
  readonly lengths: readonly [least: number, most: number]
  readonly isValid: (compact: string) => boolean
}

interface Validator {
  readonly validate: (value: string) => { readonly isValid: boolean }
}

const digits = ({ validate }: Validator, least: number, most = least): Pattern => ({
  start: /\d/y,
  lengths: [least, most],
  isValid: (compact) => /^\d+$/.test(compact) && validate(compact).isValid,
})
const letters = ({ validate }: Validator, start: RegExp, least: number, most = least): Pattern => ({
  start,
  lengths: [least, most],
  isValid: (compact) => validate(compact.toUpperCase()).isValid,
})

/** Numbers whose last four characters have to be set apart. */
const dashed = ({ validate }: Validator): Validator => ({
  validate: (compact) =>
    compact.length % 2 === 0 ? validate(`${compact.slice(0, -4)}-${compact.slice(-4)}`) : validate(compact),
})

/** Length and check digits as the issuing countries have them; a number that fails them is somebody's order number. */
export const patterns: Readonly<Record<StrippedPattern, Pattern>> = {
  iban: { start: /[a-z]/iy, lengths: [15, 34], isValid: (compact) => isValidIBAN(compact.toUpperCase()) },
  "at.vnr": digits(atVnr, 10),
  "au.tfn": digits(auTfn, 8, 9),
  "be.nn": digits(beNn, 11),
  "br.cpf": digits(brCpf, 11),
  "ca.bc_bhn": digits(caHealth, 10),
  "ca.sin": digits(caSin, 9),
  "ch.ssn": digits(chSsn, 13),
  "de.idnr": digits(deIdnr, 11),
  "de.svnr": letters(deSvnr, /\d/y, 12),
  "dk.cpr": digits(dkCpr, 10),
  "es.dni": letters(esDni, /\d/y, 9),
  "es.nie": letters(esNie, /[xyz]/iy, 9),
  "fi.hetu": letters(dashed(fiHetu), /\d/y, 10, 11),
  "fr.nir": letters(frNir, /[1-8]/y, 15),
  "gb.nino": letters(gbNino, /[a-z]/iy, 9),
  "ie.pps": letters(iePps, /\d/y, 8, 9),
  "in.aadhaar": digits(inAadhaar, 12),
  "in.pan": letters(inPan, /[a-z]/iy, 10),
  "it.codicefiscale": letters(itCodice, /[a-z]/iy, 16),
  "mx.curp": letters(mxCurp, /[a-z]/iy, 18),
  "nl.bsn": digits(nlBsn, 9),
  "no.fodselsnummer": digits(noFodsel, 11),
  "pl.pesel": digits(plPesel, 11),
  "pt.cc": letters(ptCc, /\d/y, 12),
  "se.personnummer": digits(dashed(sePersonnummer), 10, 12),
  "us.ssn": digits(usSsn, 9),
  "za.idnr": digits(zaIdnr, 13),
}
