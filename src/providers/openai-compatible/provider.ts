import type { OpenAICompatibleProvider } from '@ai-sdk/openai-compatible'
import { openaiListing } from '../list-models.ts'
import { chatForm } from '../request-form.ts'
import { type SdkSettings, sdkProvider } from '../sdk-provider.ts'
import { readChatUsage } from '../usage.ts'

/**
 * Ollama, llama.cpp, vLLM, LM Studio and everything else that speaks chat completions. A key is sent where there is one.
 * Its package has no speech model, so sounds go through OpenAI's, whose form the servers copied.
 */
export const openaiCompatible = sdkProvider({
  kind: 'openai-compatible', name: 'OpenAI-compatible', keyVariable: 'DIPTYCH_API_KEY', needsKey: false,
  package: '@ai-sdk/openai-compatible', speechPackage: '@ai-sdk/openai',
  language: async (settings, model) => (await compatible(settings)).chatModel(model),
  image: async (settings, model) => (await compatible(settings)).imageModel(model),
  speech: async (settings, model) => (await import('@ai-sdk/openai')).createOpenAI({ ...settings, apiKey: settings.apiKey || 'none' }).speech(model),
  form: chatForm, readUsage: readChatUsage, listing: openaiListing,
})

async function compatible({ apiKey, ...settings }: SdkSettings): Promise<OpenAICompatibleProvider> {
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
  return createOpenAICompatible({ ...settings, ...(apiKey && { apiKey }), name: 'endpoint', includeUsage: true })
}
