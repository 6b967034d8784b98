import { drawPicture, playSound } from './media.ts'
import type { Plan } from './plan.ts'
import { event, textsIn, type Wire } from './wire.ts'

const finishes = { stop: 'STOP', length: 'MAX_TOKENS', filter: 'SAFETY' } as const
const statuses: Record<number, string> = {
  400: 'INVALID_ARGUMENT', 401: 'UNAUTHENTICATED', 403: 'PERMISSION_DENIED', 404: 'NOT_FOUND', 429: 'RESOURCE_EXHAUSTED', 500: 'INTERNAL', 503: 'UNAVAILABLE',
}

/** Google's generateContent. Candidates' tokens are told without the thoughts, the running usage with every event. */
export const generateContentWire: Wire = {
  readRequest(body, path) {
    const settings = (body.generationConfig ?? {}) as { maxOutputTokens?: number; seed?: number }
    return {
      model: decodeURIComponent(/models\/([^/:]+):/.exec(path)?.[1] ?? ''), prompt: textsIn([body.systemInstruction, body.contents]),
      seed: String(settings.seed ?? ''), maxTokens: settings.maxOutputTokens, isStream: path.includes(':streamGenerateContent'), wantsUsage: true,
    }
  },
  writeStream(plan) {
    const piece = (part: object, output: number) => event(answer(plan, [part], output))
    return {
      opening: [],
      pieces: [
        ...plan.reasoning.map((text) => piece({ text, thought: true }, 0)),
        ...plan.tokens.map((text, index) => piece({ text }, index + 1)),
      ],
      closing: [event(answer(plan, [{ text: '' }], plan.tokens.length, finishes[plan.finish]))],
      error: event({ error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } }),
      done: '',
    }
  },
  writeWhole(plan, request) {
    const wanted = (request.generationConfig as { responseModalities?: string[] } | undefined)?.responseModalities ?? []
    const thoughts = plan.reasoning.length > 0 ? [{ text: plan.reasoning.join(''), thought: true }] : []
    const parts = wanted.includes('IMAGE') ? [inline('image/png', drawPicture(plan.id))]
      // Raw samples, without the head of a WAV: the client has to add it.
      : wanted.includes('AUDIO') ? [inline('audio/L16;codec=pcm;rate=8000', playSound(plan.id).subarray(44))]
        : [...thoughts, { text: plan.tokens.join('') }]
    return answer(plan, parts, plan.tokens.length, finishes[plan.finish])
  },
  writeError: (status, message) => ({ error: { code: status, message, status: statuses[status] ?? 'UNKNOWN' } }),
}

function inline(mimeType: string, data: Buffer): object {
  return { inlineData: { mimeType, data: data.toString('base64') } }
}

function answer(plan: Plan, parts: object[], candidates: number, finishReason?: string): object {
  const { usage } = plan
  return {
    candidates: [{ content: { parts, role: 'model' }, index: 0, ...(finishReason && { finishReason }) }],
    ...(usage && {
      usageMetadata: {
        promptTokenCount: usage.input, candidatesTokenCount: candidates, totalTokenCount: usage.input + candidates + usage.reasoning,
        ...(usage.cached > 0 && { cachedContentTokenCount: usage.cached }), ...(usage.reasoning > 0 && { thoughtsTokenCount: usage.reasoning }),
      },
    }),
    modelVersion: plan.model, responseId: plan.id,
  }
}
