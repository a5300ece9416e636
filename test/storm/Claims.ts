import type { StormFigures } from "./Storm.ts"

/** What must hold at the end of a storm, whatever its size and clock. */
export interface Claim {
  readonly claim: string
  readonly holds: boolean
}

export const claimsOf = ({ conversations, genesys, crm }: StormFigures): ReadonlyArray<Claim> => {
  const over = conversations.overInTime + conversations.overTooLate + conversations.overOnItsWay
  const is = (claim: string, holds: boolean): Claim => ({ claim, holds })
  return [
    is("no call is made over the rate", genesys.overTheRate === 0),
    is("no call is refused for another reason", genesys.otherwiseRefused === 0),
    is("every live conversation ends up with its newest reference", conversations.liveWithout === 0),
    is("some are live at the end", conversations.liveWithNewest > 0),
    is(
      "every ended one got its reference in time, or is recorded as come too late, but for calls on their way",
      conversations.unaccounted === 0 && conversations.overInTime > 0 && conversations.overOnItsWay <= over / 100,
    ),
    is("no more than one call is made for each conversation and change", genesys.calls <= genesys.changes),
    is("every person is in the CRM, once, as they are now", crm.upToDate === crm.persons),
    is(
      "nobody else is, and every earlier contact is adopted",
      crm.contacts === crm.persons && crm.adopted === crm.earlier,
    ),
    is("the CRM is called once for ten persons at most", crm.calls <= crm.persons / 10),
  ]
}
