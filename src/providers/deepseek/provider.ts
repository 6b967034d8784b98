import { openaiListing } from '../list-models.ts'
import { chatForm } from '../request-form.ts'
import { sdkProvider } from '../sdk-provider.ts'
import { readChatUsage } from '../usage.ts'

const load = () => import('@ai-sdk/deepseek')

export const deepseek = sdkProvider({
  kind: 'deepseek', name: 'DeepSeek', defaultBaseUrl: 'https://api.deepseek.com', keyVariable: 'DEEPSEEK_API_KEY', needsKey: true,
  package: '@ai-sdk/deepseek',
  language: async (settings, model) => (await load()).createDeepSeek(settings).chat(model),
  form: chatForm, readUsage: readChatUsage, listing: openaiListing,
})
