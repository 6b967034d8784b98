/** The short, stable slug of a model id: without prefix, in lower case, dots and other signs as `-`. */
export function modelSlug(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1).toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')
}

const pointers = new Set([
  'deepseek-chat', 'deepseek-reasoner', 'gpt-4-turbo-preview', 'open-mistral-7b',
  'codestral', 'devstral', 'magistral-medium', 'magistral-small', 'ministral-3b', 'ministral-8b', 'ministral-14b',
  'mistral-large', 'mistral-medium', 'mistral-small', 'pixtral-large', 'yi-large', 'jamba-large', 'jamba-mini',
])

/** `…-latest` ids that are models all the same: OpenAI names its chat models so, and sources date them. */
const latestButFixed = /^(gpt-5(-\d)?-chat-latest|chatgpt-4o-latest-\d{8})$/

/**
 * Whether an id means whatever is newest, or whatever a router picks. Such an id is no model, and never another
 * spelling of one: what it answered with depends on the day.
 */
export function isPointer(id: string): boolean {
  const slug = modelSlug(id)
  if (id.startsWith('~') || (id.startsWith('openrouter/') && !id.endsWith('-alpha'))) return true
  return pointers.has(slug) || (/-latest(-|$)/.test(slug) && !latestButFixed.test(slug))
}

/** Words of ids whose models answer with vectors, verdicts on safety, sound, patches, or another model's answer. */
const notWriting = new RegExp([
  'embed', 'rerank', 'tts', 'stt', 'whisper', 'transcri', '(^|-)asr(-|$)', '(^|-)ocr(-|$)', 'guard', 'safety',
  'moderation', 'lyria', 'voice', 'translate', '-mt-', 'realtime', 'router', 'audio', 'gliner', 'relace', 'apply',
  'morph-', 'video', 'veo', 'sora', 'learnlm', 'computer-use', 'robotics',
].join('|'))

/** Whether a model answers with something people compare: texts or pictures, so far as its id and modalities tell. */
export function writesOrDraws(id: string, output: readonly string[] | undefined): boolean {
  if (notWriting.test(modelSlug(id))) return false
  return !output || output.includes('text') || output.includes('image')
}
