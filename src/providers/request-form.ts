import type { ModelSettings } from '../core/providers/provider.ts'
import { type SettingPlaces, settingPlaces } from '../core/responses/sent-settings.ts'

type Body = Record<string, unknown>

/** Where the body of a request holds our settings, in one wire format. */
export interface RequestForm {
  places: SettingPlaces
  /** What a body asks for as reasoning: one of our efforts, the service's own word, or tokens; undefined where nothing. */
  reasoning(body: Body): string | number | undefined
  /** The same body with so many output tokens at most, thinking among them. Only for bodies that allow more or say nothing. */
  limit(body: Body, mostTokens: number): Body
  /** Why a body with this limit asks for no reasoning; undefined where the limit is not why. */
  whyNoReasoning?(mostTokens: number): string | undefined
}

/** Chat completions, in the dialects of all who speak them. */
export const chatForm: RequestForm = {
  places: settingPlaces.chat,
  reasoning: (body) => word(body.reasoning_effort) ?? word(part(body.reasoning).effort) ?? switched(part(body.thinking).type),
  limit: (body, most) => ({ ...body, [body.max_completion_tokens === undefined ? 'max_tokens' : 'max_completion_tokens']: most }),
}

/** OpenAI's responses API, and xAI's, which takes a seed and `top_k` beside it. */
export const responsesForm: RequestForm = {
  places: settingPlaces.responses,
  reasoning: (body) => word(part(body.reasoning).effort),
  limit: (body, most) => ({ ...body, max_output_tokens: most }),
}

/** The service refuses a smaller budget for thinking. https://platform.claude.com/docs/en/build-with-claude/extended-thinking */
const leastThinking = 1_024
/** What thinking may take of a limit, so that an answer fits beside it. */
const shareOfThinking = 0.75
const thinkingWithin = (mostTokens: number) => Math.floor(mostTokens * shareOfThinking)

/**
 * Anthropic's messages. The package adds the budget for thinking to the limit that was asked for; the service counts
 * thinking within `max_tokens`, so here it is fitted into that limit, or left out where the limit is too low for any.
 */
export const messagesForm: RequestForm = {
  places: settingPlaces.messages,
  reasoning: ({ thinking, output_config: output }) => word(part(output).effort) ?? number(part(thinking).budget_tokens) ?? switched(part(thinking).type),
  limit({ thinking, ...body }, most) {
    const limited = { ...body, max_tokens: most }
    const budget = number(part(thinking).budget_tokens)
    if (budget === undefined) return thinking === undefined ? limited : { ...limited, thinking }
    const fitting = Math.min(budget, thinkingWithin(most))
    return fitting < leastThinking ? limited : { ...limited, thinking: { ...part(thinking), budget_tokens: fitting } }
  },
  whyNoReasoning: (most) => (thinkingWithin(most) < leastThinking ? `Thinking takes at least ${leastThinking} tokens, which do not fit into a limit of ${most} beside an answer.` : undefined),
}

/** Google's generateContent. */
export const generateContentForm: RequestForm = {
  places: settingPlaces.generateContent,
  reasoning(body) {
    const { thinkingLevel, thinkingBudget } = part(part(body.generationConfig).thinkingConfig)
    return word(thinkingLevel)?.toLowerCase() ?? (thinkingBudget === 0 ? 'none' : number(thinkingBudget))
  },
  limit: (body, most) => ({ ...body, generationConfig: { ...part(body.generationConfig), maxOutputTokens: most } }),
}

/** Pictures and sounds: of our settings, no service takes more than a seed. */
export const mediaForm: RequestForm = {
  places: settingPlaces.media,
  reasoning: () => undefined,
  limit: (body) => body,
}

/** What the body of a request says of a setting, in our words. */
export function sentSetting(form: RequestForm, body: Body, name: keyof ModelSettings): unknown {
  if (name === 'reasoning') return form.reasoning(body)
  return (form.places[name] ?? []).map((path) => valueAt(body, path)).find((value) => value !== undefined)
}

/** A body that allows no more output than this, thinking included: the same text where it allowed no more anyway. */
export function withLimit(form: RequestForm, text: string, mostTokens: number): string {
  const body = JSON.parse(text) as Body
  const sent = sentSetting(form, body, 'maxOutputTokens')
  return typeof sent === 'number' && sent <= mostTokens ? text : JSON.stringify(form.limit(body, mostTokens))
}

function valueAt(body: Body, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => part(value)[key], body)
}

/** Thinking that is only switched on or off. */
function switched(type: unknown): string | undefined {
  return type === 'disabled' ? 'none' : word(type)
}

function word(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}

function part(value: unknown): Body {
  return typeof value === 'object' && value !== null ? (value as Body) : {}
}
