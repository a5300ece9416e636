import type { Arrived } from "../conformance/topics.ts"

/** The emulator's REST interface, which is production's: what a test creates, looks at and takes away. */
export const pubSubOf = (project: string) => {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`http://${process.env["PUBSUB_EMULATOR_HOST"]}/v1/projects/${project}/${path}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const answer = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${answer}`)
    return JSON.parse(answer)
  }
  return {
    topicName: (topic: string) => `projects/${project}/topics/${topic}`,
    createTopic: (topic: string) => call("PUT", `topics/${topic}`, {}),
    createSubscription: (name: string, subscription: object) => call("PUT", `subscriptions/${name}`, subscription),
    /** As somebody else would who may publish there. */
    publish: (topic: string, data: unknown) =>
      call("POST", `topics/${topic}:publish`, {
        messages: [{ data: Buffer.from(JSON.stringify(data)).toString("base64") }],
      }),
    subscription: (name: string) => call("GET", `subscriptions/${name}`),
    deleteSubscription: (name: string) => call("DELETE", `subscriptions/${name}`),
    /** What is there, as soon as anything is, and acked. */
    pull: async (name: string): Promise<ReadonlyArray<Arrived>> => {
      const { receivedMessages = [] } = (await call("POST", `subscriptions/${name}:pull`, { maxMessages: 100 })) as {
        receivedMessages?: Array<{ ackId: string; message: { data: string; attributes?: Record<string, string> } }>
      }
      const ackIds = receivedMessages.map(({ ackId }) => ackId)
      if (ackIds.length > 0) await call("POST", `subscriptions/${name}:acknowledge`, { ackIds })
      return receivedMessages.map(({ message: { data, attributes = {} } }) => ({
        data: JSON.parse(Buffer.from(data, "base64").toString()),
        attributes,
      }))
    },
  }
}
