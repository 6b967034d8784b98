import { anthropicListing } from '../list-models.ts'
import { messagesForm } from '../request-form.ts'
import { sdkProvider } from '../sdk-provider.ts'
import { readMessagesUsage } from '../usage.ts'

const load = () => import('@ai-sdk/anthropic')

export const anthropic = sdkProvider({
  kind: 'anthropic', name: 'Anthropic', defaultBaseUrl: 'https://api.anthropic.com/v1', keyVariable: 'ANTHROPIC_API_KEY', needsKey: true,
  package: '@ai-sdk/anthropic',
  language: async (settings, model) => (await load()).createAnthropic(settings).messages(model),
  form: messagesForm, readUsage: readMessagesUsage, listing: anthropicListing,
})
