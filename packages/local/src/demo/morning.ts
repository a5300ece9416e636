import { badInput, noise, outOfOrder } from "./morning/disorder.ts"
import { erinInCrm, frankInCrm, oneLandline, outbound } from "./morning/keptApart.ts"
import { cardNumber, forgotten } from "./morning/privacy.ts"
import { escalated, guideExample, samePhone, visitorGivesEmail } from "./morning/recognised.ts"
import { crmDown, nadiaInCrm, nadiaInCrmAgain, reviewed, rush } from "./morning/trouble.ts"
import type { KnownContact, Scene } from "./Scene.ts"

/** In the order in which they are played. */
export const morning: ReadonlyArray<Scene> = [
  guideExample,
  visitorGivesEmail,
  escalated,
  samePhone,
  oneLandline,
  outbound,
  outOfOrder,
  noise,
  badInput,
  forgotten,
  cardNumber,
  crmDown,
  reviewed,
  rush,
]

/** In the order in which the CRM numbered them. */
export const knownContacts: ReadonlyArray<KnownContact> = [erinInCrm, frankInCrm, nadiaInCrm, nadiaInCrmAgain]
