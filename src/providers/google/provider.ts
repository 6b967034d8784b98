import { googleListing } from '../list-models.ts'
import { generateContentForm } from '../request-form.ts'
import { sdkProvider } from '../sdk-provider.ts'
import { readGenerateContentUsage } from '../usage.ts'

const load = () => import('@ai-sdk/google')

export const google = sdkProvider({
  kind: 'google', name: 'Google', defaultBaseUrl: 'https://generativelanguage.googleapis.com/v1beta', keyVariable: 'GOOGLE_GENERATIVE_AI_API_KEY', needsKey: true,
  package: '@ai-sdk/google',
  language: async (settings, model) => (await load()).createGoogle(settings).chat(model),
  image: async (settings, model) => (await load()).createGoogle(settings).image(model),
  speech: async (settings, model) => (await load()).createGoogle(settings).speech(model),
  servedModelIn: (event) => (event as { modelVersion?: string }).modelVersion,
  form: generateContentForm, readUsage: readGenerateContentUsage, listing: googleListing,
})
