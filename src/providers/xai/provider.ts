import { openaiListing } from '../list-models.ts'
import { responsesForm } from '../request-form.ts'
import { sdkProvider } from '../sdk-provider.ts'
import { readResponsesUsage } from '../usage.ts'

const load = () => import('@ai-sdk/xai')

/** xAI has one voice service without models of its own: whatever model is named for a sound, that service speaks. */
export const xai = sdkProvider({
  kind: 'xai', name: 'xAI', defaultBaseUrl: 'https://api.x.ai/v1', keyVariable: 'XAI_API_KEY', needsKey: true,
  package: '@ai-sdk/xai',
  language: async (settings, model) => (await load()).createXai(settings).responses(model),
  image: async (settings, model) => (await load()).createXai(settings).image(model),
  speech: async (settings) => (await load()).createXai(settings).speech(),
  providerOptions: () => ({ xai: { store: false } }),
  form: responsesForm, readUsage: readResponsesUsage, listing: openaiListing,
})
