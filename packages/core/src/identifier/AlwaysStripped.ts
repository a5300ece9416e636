/** What a policy can have stripped from every free text, forgotten or not, beside card numbers. ISO country before the dot. */
export const strippedPatterns = [
  "iban",
  ...["at.vnr", "au.tfn", "be.nn", "br.cpf", "ca.bc_bhn", "ca.sin", "ch.ssn", "de.idnr", "de.svnr", "dk.cpr"],
  ...["es.dni", "es.nie", "fi.hetu", "fr.nir", "gb.nino", "ie.pps", "in.aadhaar", "in.pan", "it.codicefiscale"],
  ...["mx.curp", "nl.bsn", "no.fodselsnummer", "pl.pesel", "pt.cc", "se.personnummer", "us.ssn", "za.idnr"],
] as const
export type StrippedPattern = (typeof strippedPatterns)[number]
