import { openaiListing } from '../list-models.ts'
import { chatForm } from '../request-form.ts'
import { sdkProvider } from '../sdk-provider.ts'
import { readChatUsage } from '../usage.ts'

const load = () => import('@ai-sdk/groq')

export const groq = sdkProvider({
  kind: 'groq', name: 'Groq', defaultBaseUrl: 'https://api.groq.com/openai/v1', keyVariable: 'GROQ_API_KEY', needsKey: true,
  package: '@ai-sdk/groq',
  language: async (settings, model) => (await load()).createGroq(settings).languageModel(model),
  form: chatForm, readUsage: readChatUsage, listing: openaiListing,
})
