import { openaiListing } from '../list-models.ts'
import { chatForm } from '../request-form.ts'
import { sdkProvider } from '../sdk-provider.ts'
import { readChatUsage } from '../usage.ts'

const load = () => import('@ai-sdk/mistral')

export const mistral = sdkProvider({
  kind: 'mistral', name: 'Mistral', defaultBaseUrl: 'https://api.mistral.ai/v1', keyVariable: 'MISTRAL_API_KEY', needsKey: true,
  package: '@ai-sdk/mistral',
  language: async (settings, model) => (await load()).createMistral(settings).chat(model),
  speech: async (settings, model) => (await load()).createMistral(settings).speech(model),
  form: chatForm, readUsage: readChatUsage, listing: openaiListing,
})
