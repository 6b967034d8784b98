import { openaiListing } from '../list-models.ts'
import { responsesForm } from '../request-form.ts'
import { sdkProvider } from '../sdk-provider.ts'
import { readResponsesUsage } from '../usage.ts'

const load = () => import('@ai-sdk/openai')

/** Models of OpenAI that do not reason, and refuse to be asked for it. The package takes every name it does not know for one. */
const doesNotReason = /^(ft:)?(gpt-3\.5|gpt-4|chatgpt-4o|gpt-5(\.\d+)?-chat)/

/**
 * Texts go through the responses API: newer models have no other, and only it tells reasoning. It takes no seed, stop
 * words or penalties; those become warnings. OpenAI would keep every response for thirty days: it is told not to.
 */
export const openai = sdkProvider({
  kind: 'openai', name: 'OpenAI', defaultBaseUrl: 'https://api.openai.com/v1', keyVariable: 'OPENAI_API_KEY', needsKey: true,
  package: '@ai-sdk/openai',
  language: async (settings, model) => (await load()).createOpenAI(settings).responses(model),
  image: async (settings, model) => (await load()).createOpenAI(settings).image(model),
  speech: async (settings, model) => (await load()).createOpenAI(settings).speech(model),
  providerOptions: ({ model, settings: { reasoning } }) => ({
    openai: { store: false, ...(reasoning !== undefined && !doesNotReason.test(model) && { forceReasoning: true }) },
  }),
  form: responsesForm, readUsage: readResponsesUsage, listing: openaiListing,
})
