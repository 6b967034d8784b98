import type { ImageModelV4, LanguageModelV4, SpeechModelV4 } from '@ai-sdk/provider'
import type { SdkSettings, SdkSpeaker } from './sdk-provider.ts'

interface Models {
  language(model: string): Promise<LanguageModelV4>
  image(model: string): Promise<ImageModelV4>
  speech(model: string): Promise<SpeechModelV4>
}

/** Models by everything they were made with. Bounded, as anybody who may ask may name models. */
const kept = new Map<string, Promise<LanguageModelV4 | ImageModelV4 | SpeechModelV4>>()
const mostKept = 500

/** The models of a service for one key and address, each made once. */
export function modelsOf(speaker: SdkSpeaker, settings: SdkSettings): Models {
  const start = JSON.stringify([speaker.kind, settings.baseURL, settings.apiKey, settings.headers])
  function once<Model extends LanguageModelV4 | ImageModelV4 | SpeechModelV4>(what: string, model: string, make: () => Promise<Model>): Promise<Model> {
    const name = `${start} ${what} ${model}`
    const known = kept.get(name)
    if (known) return known as Promise<Model>
    if (kept.size >= mostKept) kept.clear()
    const made = make()
    kept.set(name, made)
    made.catch(() => kept.delete(name))
    return made
  }
  return {
    language: (model) => once('language', model, () => speaker.language(settings, model)),
    image: (model) => once('image', model, () => speaker.image!(settings, model)),
    speech: (model) => once('speech', model, () => speaker.speech!(settings, model)),
  }
}
