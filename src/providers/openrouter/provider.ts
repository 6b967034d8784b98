import { openaiListing } from '../list-models.ts'
import { chatForm } from '../request-form.ts'
import { sdkProvider } from '../sdk-provider.ts'
import { readChatUsage } from '../usage.ts'

const load = () => import('@openrouter/ai-sdk-provider')

export const openrouter = sdkProvider({
  kind: 'openrouter', name: 'OpenRouter', defaultBaseUrl: 'https://openrouter.ai/api/v1', keyVariable: 'OPENROUTER_API_KEY', needsKey: true,
  package: '@openrouter/ai-sdk-provider',
  // Strict: asks for usage in the stream, as OpenRouter itself understands.
  language: async (settings, model) => (await load()).createOpenRouter({ ...settings, compatibility: 'strict' }).chat(model),
  image: async (settings, model) => (await load()).createOpenRouter(settings).imageModel(model),
  // The package knows the AI SDK's option of that name not at all; what stands here goes into the body as it is.
  providerOptions: ({ expects, settings: { reasoning } }) => (expects === 'text' && reasoning !== undefined ? { openrouter: { reasoning: { effort: reasoning } } } : undefined),
  form: chatForm, readUsage: readChatUsage, listing: openaiListing,
})
