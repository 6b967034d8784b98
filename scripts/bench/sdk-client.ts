import { createOpenAICompatible } from '@ai-sdk/openai-compatible'

/**
 * The AI SDK alone: asks an endpoint so many questions, so many at a time, with the SDK's own fetch, and keeps nothing of
 * the answers. `node scripts/bench/sdk-client.ts URL COUNT CONCURRENCY`; prints the milliseconds of CPU that took.
 */
const [baseURL, count, concurrency] = [process.argv[2]!, Number(process.argv[3]), Number(process.argv[4])]
const provider = createOpenAICompatible({ name: 'bench', baseURL, apiKey: 'none', includeUsage: true })
let asked = 0

async function ask(index: number): Promise<void> {
  const prompt = [{ role: 'user' as const, content: [{ type: 'text' as const, text: `Question ${index} of the bench?` }] }]
  const { stream } = await provider.chatModel(`model-${index % 10}`).doStream({ prompt })
  let hasEnded = false
  for await (const part of stream) {
    if (part.type === 'error') throw part.error
    hasEnded ||= part.type === 'finish'
  }
  if (!hasEnded) throw new Error('An answer broke off.')
}

async function askInTurn(most: number): Promise<void> {
  while (asked < most) await ask(asked++)
}

await Promise.all(Array.from({ length: 10 }, () => askInTurn(10)))
const before = process.cpuUsage()
asked = 0
await Promise.all(Array.from({ length: concurrency }, () => askInTurn(count)))
const { user, system } = process.cpuUsage(before)
process.stdout.write(`${(user + system) / 1_000}\n`)
