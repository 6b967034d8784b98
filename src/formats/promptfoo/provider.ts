import type { ImportedModel } from '../../core/imports/records.ts'

/** Providers whose ids end with the model's name as its maker or host spells it. */
const naming = /^(?:openai|anthropic|google|vertex|mistral|xai|deepseek|cohere|groq|openrouter)(?::(?:chat|completion|messages|responses))?:([^:]+)$/

/**
 * The model behind a provider: its label, where a person gave it one, since then it may have settings of its own;
 * otherwise its id, of which `openai:chat:gpt-4o` also says which model that is.
 */
export function modelOfProvider({ id, label }: { id: string; label?: string | null }): ImportedModel {
  if (label && label !== id) return { kind: 'model', name: label, facts: { name: label } }
  const model = naming.exec(id)?.[1]
  return { kind: 'model', name: id, facts: model ? { name: model, aliases: [model] } : { name: id } }
}
