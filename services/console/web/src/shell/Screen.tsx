import { Empty } from "../parts/Notices.tsx"
import { Page } from "../parts/Page.tsx"
import { DeadLettersScreen } from "../screens/deadLetters/DeadLettersScreen.tsx"
import { EventsScreen } from "../screens/events/EventsScreen.tsx"
import { OverviewScreen } from "../screens/overview/OverviewScreen.tsx"
import { PersonScreen } from "../screens/person/PersonScreen.tsx"
import { PrivacyScreen } from "../screens/privacy/PrivacyScreen.tsx"
import { SearchScreen } from "../screens/search/SearchScreen.tsx"
import { TryScreen } from "../screens/tryIt/TryScreen.tsx"
import { WhatIfScreen } from "../screens/whatIf/WhatIfScreen.tsx"
import { WhyScreen } from "../screens/why/WhyScreen.tsx"
import type { Place } from "../session/Route.ts"
import { Needs } from "../session/Scopes.tsx"

export const Screen = ({ place: { screen, rest, query } }: { readonly place: Place }) => {
  const [first] = rest
  switch (screen) {
    case "overview":
      return (
        <Needs scope="operations">
          <OverviewScreen />
        </Needs>
      )
    case "events":
      return (
        <Needs scope="operations">
          <EventsScreen open={first} />
        </Needs>
      )
    case "search":
      return (
        <Needs scope="profiles">
          <SearchScreen />
        </Needs>
      )
    case "person":
      return (
        <Needs scope="profiles">
          <PersonScreen key={first} customerId={first ?? ""} />
        </Needs>
      )
    case "why":
      return (
        <Needs scope="profiles">
          <WhyScreen key={`${query}`} query={query} />
        </Needs>
      )
    case "dead-letters":
      return (
        <Needs scope="operations">
          <DeadLettersScreen open={first} />
        </Needs>
      )
    case "what-if":
      return (
        <Needs scope="operations">
          <WhatIfScreen />
        </Needs>
      )
    case "try":
      return (
        <Needs scope="operations">
          <TryScreen />
        </Needs>
      )
    case "privacy":
      return (
        <Needs scope="privacy">
          <PrivacyScreen rest={rest} key={rest.join("/")} />
        </Needs>
      )
    default:
      return (
        <Page title="No such screen">
          <Empty icon="why" title="There is nothing at this address">
            Choose a screen from the navigation.
          </Empty>
        </Page>
      )
  }
}
