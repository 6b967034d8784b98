/**
 * What a person has decided about the sources of the catalogue, each list with its reason. Spellings that mean the same
 * model are in `content/aliases.json`; everything here is about facts that are wrong, missing or no model at all.
 */

/** What sources list as models and nobody compares here: the same weights again, or a tool around a model. */
export const leftOut = new RegExp([
  'character', 'customtools', '-online', 'bard', 'gemini-advanced', 'gpt-5-image', '-fp8', '-bf16', '-q4$', '-q8$',
  'instruct-june', 'mai-ds',
].join('|'))

/** Names where a source's own is a nickname, turned around, or shared by two models. */
export const names: Record<string, string> = {
  'claude-3-5-haiku': 'Claude 3.5 Haiku',
  'claude-3-5-sonnet-20240620': 'Claude 3.5 Sonnet (June 2024)',
  'claude-3-5-sonnet-20241022': 'Claude 3.5 Sonnet (October 2024)',
  'claude-3-7-sonnet': 'Claude 3.7 Sonnet',
  'claude-3-haiku': 'Claude 3 Haiku',
  'claude-3-opus': 'Claude 3 Opus',
  'claude-3-sonnet': 'Claude 3 Sonnet',
  'chatgpt-4o-latest-20250326': 'ChatGPT-4o (March 2025)',
  'command-r-08-2024': 'Command R (08-2024)',
  'command-r-plus-08-2024': 'Command R+ (08-2024)',
  'command-r': 'Command R (03-2024)',
  'command-r-plus': 'Command R+ (04-2024)',
  'chatgpt-4o-latest-20240808': 'ChatGPT-4o (August 2024)',
  'chatgpt-4o-latest-20240903': 'ChatGPT-4o (September 2024)',
  'chatgpt-4o-latest-20241120': 'ChatGPT-4o (November 2024)',
  'dall-e-3': 'DALL-E 3',
  'deepseek-r1': 'DeepSeek R1',
  'deepseek-r1-0528': 'DeepSeek R1 (0528)',
  'deepseek-r1-distill-llama-70b': 'DeepSeek R1 Distill Llama 70B',
  'deepseek-r1-distill-qwen-32b': 'DeepSeek R1 Distill Qwen 32B',
  'deepseek-v3': 'DeepSeek V3',
  'deepseek-v3-0324': 'DeepSeek V3 (0324)',
  'dolphin-mistral-24b-venice-edition': 'Dolphin Mistral 24B Venice Edition',
  'gemini-2-5-flash-image': 'Gemini 2.5 Flash Image (Nano Banana)',
  'gemini-3-pro-image-preview': 'Gemini 3 Pro Image Preview (Nano Banana Pro)',
  'gemini-3-1-flash-image-preview': 'Gemini 3.1 Flash Image Preview (Nano Banana 2)',
  'gpt-3-5-turbo': 'GPT-3.5 Turbo',
  'kimi-k2': 'Kimi K2',
  'grok-4': 'Grok 4',
  'imagen-3': 'Imagen 3',
  'imagen-3-fast': 'Imagen 3 Fast',
  'llama-3-70b-instruct': 'Llama 3 70B Instruct',
  'llama-3-8b-instruct': 'Llama 3 8B Instruct',
  'llama-3-1-405b-instruct': 'Llama 3.1 405B Instruct',
  'llama-3-1-70b-instruct': 'Llama 3.1 70B Instruct',
  'llama-3-1-8b-instruct': 'Llama 3.1 8B Instruct',
  'llama-3-2-11b-vision-instruct': 'Llama 3.2 11B Vision Instruct',
  'llama-3-2-90b-vision-instruct': 'Llama 3.2 90B Vision Instruct',
  'llama-3-3-70b-instruct': 'Llama 3.3 70B Instruct',
  'llama-4-maverick': 'Llama 4 Maverick',
  'llama-4-scout': 'Llama 4 Scout',
  'mistral-large-2407': 'Mistral Large 2 (2407)',
  'mistral-saba': 'Mistral Saba',
  'palm-2-chat-bison': 'PaLM 2 Chat Bison',
  'qwen-vl-max-0809': 'Qwen-VL Max (0809)',
  'stable-diffusion-xl': 'Stable Diffusion XL',
  'vicuna-13b-v1-5': 'Vicuna 13B v1.5',
  'vicuna-13b-v1-5-16k': 'Vicuna 13B v1.5 (16k)',
  'vicuna-33b-v1-3': 'Vicuna 33B v1.3',
  'vicuna-7b-v1-5': 'Vicuna 7B v1.5',
  'vicuna-7b-v1-5-16k': 'Vicuna 7B v1.5 (16k)',
}

/** Release dates that every reading of the source contradicts; an empty one is unknown. Each with its reason. */
export const releases: Record<string, string> = {
  // models.dev repeats GPT-4 Turbo's day; its Azure entry has GPT-4's.
  'gpt-4': '2023-03-14',
  // The source is a year off: its Vercel entry, and the model's own dated id, say 2025.
  'o3-deep-research': '2025-06-26',
  'o4-mini-deep-research': '2025-06-26',
  // One host dates it by the model it is a version of; the other has this day.
  'qwen3-235b-a22b-instruct-2507': '2025-07-21',
  // Its own entry dates another version of the weights; Mistral's entry for them has this day.
  'mistral-7b-instruct-v0-1': '2023-09-27',
  // The source dates its second version; RIVAL has the announcement.
  'gemini-1-5-pro': '2024-02-15',
  // Moonshot's own id has this day (kimi-k2-0711), and so do six hosts and RIVAL; only its entry of itself says the 14th.
  'kimi-k2': '2025-07-11',
  // Dates of listing at a host, long after the model was made.
  'gpt-3-5-turbo-16k': '',
  'grok-3': '2025-02',
  'grok-3-mini': '',
  // The day stands in the maker's own id.
  'gpt-3-5-turbo-0301': '2023-03-01',
  'gpt-3-5-turbo-0613': '2023-06-13',
  'gpt-3-5-turbo-1106': '2023-11-06',
  'gpt-3-5-turbo-0125': '2024-01-25',
  'gpt-4-0314': '2023-03-14',
  'gpt-4-0613': '2023-06-13',
  'gpt-4-1106-preview': '2023-11-06',
  'gpt-4-0125-preview': '2024-01-25',
  'gpt-4-turbo-2024-04-09': '2024-04-09',
  'gpt-4-5-preview': '2025-02-27',
  'chatgpt-4o-latest-20250326': '2025-03-26',
  'gemini-2-5-pro-exp': '2025-03-25',
  'gemini-2-0-pro-exp': '2025-02-05',
}

/** A model with special settings, and the model it is a variant of. */
export const variants: Record<string, [base: string, variant: string]> = {
  'o3-mini-high': ['o3-mini', 'high effort'],
  'o4-mini-high': ['o4-mini', 'high effort'],
  'claude-opus-4-7-fast': ['claude-opus-4-7', 'fast mode'],
  'claude-opus-4-8-fast': ['claude-opus-4-8', 'fast mode'],
  'minimax-m2-5-highspeed': ['minimax-m2-5', 'high speed'],
  'minimax-m2-7-highspeed': ['minimax-m2-7', 'high speed'],
  'kimi-k2-thinking-turbo': ['kimi-k2-thinking', 'turbo'],
  'kimi-k2-7-code-highspeed': ['kimi-k2-7-code', 'high speed'],
  'mimo-v2-5-pro-ultraspeed': ['mimo-v2-5-pro', 'ultra speed'],
  'qwen-plus-2025-07-28-thinking': ['qwen-plus-2025-07-28', 'thinking'],
}

/** Older models that only litellm and the arena's table still know, and the names their makers gave them. */
export const olderModels: Record<string, string> = {
  'claude-2': 'Claude 2',
  'claude-2-1': 'Claude 2.1',
  'claude-instant-1': 'Claude Instant 1',
  'claude-instant-1-2': 'Claude Instant 1.2',
  'codestral-2405': 'Codestral (24.05)',
  'command-light': 'Command Light',
  'gemini-1-0-pro': 'Gemini 1.0 Pro',
  'gemini-1-5-flash-001': 'Gemini 1.5 Flash (001)',
  'gemini-1-5-flash-002': 'Gemini 1.5 Flash (002)',
  'gemini-1-5-flash-8b': 'Gemini 1.5 Flash-8B',
  'gemini-1-5-pro-001': 'Gemini 1.5 Pro (001)',
  'gemini-1-5-pro-002': 'Gemini 1.5 Pro (002)',
  'gemini-2-0-flash-exp': 'Gemini 2.0 Flash Experimental',
  'gemini-2-0-flash-thinking-exp': 'Gemini 2.0 Flash Thinking Experimental',
  'gemini-2-0-pro-exp': 'Gemini 2.0 Pro Experimental',
  'gemini-2-5-pro-exp': 'Gemini 2.5 Pro Experimental',
  'gpt-3-5-turbo-0125': 'GPT-3.5 Turbo (0125)',
  'gpt-3-5-turbo-0301': 'GPT-3.5 Turbo (0301)',
  'gpt-3-5-turbo-0613': 'GPT-3.5 Turbo (0613)',
  'gpt-3-5-turbo-1106': 'GPT-3.5 Turbo (1106)',
  'gpt-4-0125-preview': 'GPT-4 Turbo Preview (0125)',
  'gpt-4-0314': 'GPT-4 (0314)',
  'gpt-4-0613': 'GPT-4 (0613)',
  'gpt-4-1106-preview': 'GPT-4 Turbo Preview (1106)',
  'gpt-4-32k': 'GPT-4 32K',
  'gpt-4-5-preview': 'GPT-4.5 Preview',
  'gpt-4-turbo-2024-04-09': 'GPT-4 Turbo (2024-04-09)',
  'grok-2-1212': 'Grok 2 (1212)',
  'grok-3-beta': 'Grok 3 Beta',
  'grok-3-mini-beta': 'Grok 3 Mini Beta',
  'grok-beta': 'Grok Beta',
  'j2-light': 'Jurassic-2 Light',
  'j2-mid': 'Jurassic-2 Mid',
  'j2-ultra': 'Jurassic-2 Ultra',
  'jamba-1-5-large': 'Jamba 1.5 Large',
  'jamba-1-5-mini': 'Jamba 1.5 Mini',
  'jamba-large-1-6': 'Jamba Large 1.6',
  'jamba-mini-1-6': 'Jamba Mini 1.6',
  'mistral-large-2402': 'Mistral Large (2402)',
  'mistral-medium-2312': 'Mistral Medium (2312)',
  'o1-mini': 'o1-mini',
  'o1-preview': 'o1-preview',
}

/** Prices of litellm that its own other entries contradict by a factor of ten, or that are per character. */
export const wrongPrices = new Set(['claude-instant-1-2', 'palm-2-chat-bison'])

/** litellm's ends of life for these are "not before", or contradicted by its own later file. */
export const wrongRetirements = new Set(['gpt-4-0613', 'claude-3-haiku', 'claude-3-5-haiku'])
