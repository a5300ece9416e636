import { contactMergeTopic } from "./ContactMergeTopic.ts"
import { conversationTopics } from "./ConversationTopics.ts"
import type { Decoded, Receipt } from "./Decoded.ts"
import type { Topic, TopicEvent } from "./GenesysTopic.ts"
import { journeySessionTopic } from "./JourneySessionTopic.ts"

const topics: ReadonlyArray<Topic> = [conversationTopics, contactMergeTopic, journeySessionTopic]

const found = (name: string) =>
  topics.flatMap((topic) => {
    const match = topic.pattern.exec(name)
    return match === null ? [] : [{ topic, named: match.slice(1) }]
  })[0]

/** Whether a topic is one whose events are read; of the others it is enough to know that they came. */
export const isReadTopic = (name: string): boolean => found(name) !== undefined

/** Reads an event by its topic. */
export const decodeTopicEvent = (event: TopicEvent, receipt: Receipt): Decoded => {
  const match = found(event.topic)
  if (match === undefined) return { _tag: "irrelevant", reason: "unknownEventType" }
  return match.topic.decode(event, match.named, receipt)
}
