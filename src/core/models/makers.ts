import type { CreatorFacts } from './model.ts'

interface Maker {
  slug: string
  name: string
  /** What stands before the slash of a model id, in lower case: `moonshotai` of `moonshotai/kimi-k2`. */
  prefixes: string[]
  /** How this maker's own model names begin where an id has no prefix; only families nobody else names so. */
  families?: RegExp
}

/** Who makes models, by the prefixes that hosts and catalogues use. A host that makes no models is not listed. */
export const makers: Maker[] = [
  { slug: '01-ai', name: '01.AI', prefixes: ['01-ai'], families: /^yi-/ },
  { slug: 'ai2', name: 'Ai2', prefixes: ['allenai', 'ai2'], families: /^(olmo|tulu)-/ },
  { slug: 'ai21-labs', name: 'AI21 Labs', prefixes: ['ai21', 'ai21-labs'], families: /^(jamba|ai21-jamba)-|^j2-/ },
  { slug: 'aion-labs', name: 'AionLabs', prefixes: ['aion-labs'] },
  { slug: 'aleph-alpha', name: 'Aleph Alpha', prefixes: ['alephalpha', 'aleph-alpha'], families: /^luminous-/ },
  { slug: 'alfredpros', name: 'AlfredPros', prefixes: ['alfredpros'] },
  { slug: 'alibaba', name: 'Alibaba (Qwen)', prefixes: ['alibaba', 'qwen'], families: /^(qwen|qwq|qvq)/ },
  { slug: 'amazon', name: 'Amazon', prefixes: ['amazon'], families: /^(nova|titan)-/ },
  { slug: 'anthracite', name: 'Anthracite', prefixes: ['anthracite-org'] },
  { slug: 'anthropic', name: 'Anthropic', prefixes: ['anthropic'], families: /^claude-/ },
  { slug: 'arcee-ai', name: 'Arcee AI', prefixes: ['arcee-ai', 'arcee'], families: /^trinity-/ },
  { slug: 'baidu', name: 'Baidu', prefixes: ['baidu'], families: /^ernie-/ },
  { slug: 'black-forest-labs', name: 'Black Forest Labs', prefixes: ['bfl', 'black-forest-labs'], families: /^flux[-.]/ },
  { slug: 'bytedance', name: 'ByteDance', prefixes: ['bytedance', 'bytedance-seed'], families: /^(seed-\d|ui-tars)/ },
  {
    slug: 'cognitive-computations', name: 'Cognitive Computations',
    prefixes: ['cognitivecomputations', 'ehartford'], families: /^dolphin-/,
  },
  {
    slug: 'cohere', name: 'Cohere', prefixes: ['cohere', 'cohereforai', 'coherelabs'],
    families: /^(command|c4ai|aya)-?/,
  },
  { slug: 'core42', name: 'Core42', prefixes: ['core42'], families: /^jais-/ },
  { slug: 'databricks', name: 'Databricks', prefixes: ['databricks'], families: /^(dbrx|dolly)-/ },
  { slug: 'deep-cogito', name: 'Deep Cogito', prefixes: ['deepcogito'], families: /^cogito-/ },
  { slug: 'deepreinforce', name: 'DeepReinforce', prefixes: ['deepreinforce'] },
  { slug: 'deepseek', name: 'DeepSeek', prefixes: ['deepseek', 'deepseek-ai'], families: /^deepseek-/ },
  { slug: 'eurollm', name: 'EuroLLM', prefixes: ['utter-project'], families: /^eurollm-/ },
  {
    slug: 'google', name: 'Google', prefixes: ['google', 'gemini'],
    families: /^(gemini|gemma|palm|bard)|^(chat|text)-bison/,
  },
  { slug: 'gryphe', name: 'Gryphe', prefixes: ['gryphe'] },
  { slug: 'hugging-face', name: 'Hugging Face', prefixes: ['huggingfaceh4'], families: /^zephyr-/ },
  { slug: 'ibm', name: 'IBM', prefixes: ['ibm-granite', 'ibm'], families: /^granite-/ },
  { slug: 'ideogram', name: 'Ideogram', prefixes: ['ideogramai', 'ideogram'], families: /^ideogram-/ },
  { slug: 'inception', name: 'Inception', prefixes: ['inception'], families: /^mercury-/ },
  { slug: 'inclusionai', name: 'inclusionAI', prefixes: ['inclusionai'], families: /^(ling|ring)-\d/ },
  { slug: 'inflection-ai', name: 'Inflection AI', prefixes: ['inflection'], families: /^inflection-/ },
  { slug: 'jpacifico', name: 'jpacifico', prefixes: ['jpacifico'], families: /^chocolatine-/ },
  { slug: 'kwaipilot', name: 'Kwaipilot', prefixes: ['kwaipilot'] },
  { slug: 'liquid-ai', name: 'Liquid AI', prefixes: ['liquid', 'liquidai'], families: /^lfm/ },
  { slug: 'lmsys', name: 'LMSYS', prefixes: ['lmsys'], families: /^(vicuna|fastchat-t5)-/ },
  { slug: 'mancer', name: 'Mancer', prefixes: ['mancer'] },
  { slug: 'meta', name: 'Meta', prefixes: ['meta', 'meta-llama', 'facebook'], families: /^(meta-)?llama-?\d(?!.*(nemotron|sonar))|^codellama-/ },
  { slug: 'microsoft', name: 'Microsoft', prefixes: ['microsoft', 'wizardlm'], families: /^(phi|wizardlm|mai)-/ },
  { slug: 'minimax', name: 'MiniMax', prefixes: ['minimax', 'minimaxai'], families: /^minimax-/ },
  {
    slug: 'mistral-ai', name: 'Mistral AI', prefixes: ['mistral', 'mistralai', 'mistral-ai'],
    families: /^(open-)?(mistral|mixtral|ministral|magistral|codestral|devstral|pixtral|voxtral)-/,
  },
  { slug: 'moonshot-ai', name: 'Moonshot AI', prefixes: ['moonshotai', 'moonshot'], families: /^kimi-/ },
  { slug: 'morph', name: 'Morph', prefixes: ['morph'], families: /^morph-/ },
  { slug: 'mosaicml', name: 'MosaicML', prefixes: ['mosaicml'], families: /^mpt-/ },
  { slug: 'nex-agi', name: 'Nex AGI', prefixes: ['nex-agi'] },
  { slug: 'nexusflow', name: 'Nexusflow', prefixes: ['nexusflow'] },
  { slug: 'nomic-ai', name: 'Nomic AI', prefixes: ['nomic-ai'], families: /^gpt4all-/ },
  {
    slug: 'nous-research', name: 'Nous Research', prefixes: ['nousresearch', 'teknium'],
    families: /^(nous-hermes|hermes|openhermes)-/,
  },
  { slug: 'nvidia', name: 'NVIDIA', prefixes: ['nvidia'], families: /nemotron/ },
  {
    slug: 'openai', name: 'OpenAI', prefixes: ['openai'],
    families: /^(gpt-\d|gpt-image|gpt-oss|chatgpt|davinci|text-davinci|dall-e|o\d(-|$))/,
  },
  { slug: 'openassistant', name: 'OpenAssistant', prefixes: ['openassistant'], families: /^oasst-/ },
  { slug: 'openchat', name: 'OpenChat', prefixes: ['openchat'], families: /^openchat-/ },
  { slug: 'perceptron', name: 'Perceptron', prefixes: ['perceptron'] },
  { slug: 'perplexity', name: 'Perplexity', prefixes: ['perplexity'], families: /^(sonar|pplx)|^llama-[\d.]+-sonar-/ },
  { slug: 'poolside', name: 'Poolside', prefixes: ['poolside'], families: /^laguna-/ },
  { slug: 'prime-intellect', name: 'Prime Intellect', prefixes: ['prime-intellect', 'primeintellect'] },
  { slug: 'recraft', name: 'Recraft', prefixes: ['recraft'], families: /^recraft-/ },
  { slug: 'reka-ai', name: 'Reka AI', prefixes: ['rekaai', 'reka'], families: /^reka-/ },
  { slug: 'relace', name: 'Relace', prefixes: ['relace'] },
  { slug: 'rwkv', name: 'RWKV', prefixes: ['blinkdl', 'rwkv'], families: /^rwkv-/ },
  { slug: 'sakana-ai', name: 'Sakana AI', prefixes: ['sakana'] },
  { slug: 'salesforce', name: 'Salesforce', prefixes: ['salesforce'], families: /^(xgen|codegen)/ },
  { slug: 'sao10k', name: 'Sao10K', prefixes: ['sao10k'] },
  { slug: 'sarvam-ai', name: 'Sarvam AI', prefixes: ['sarvam', 'sarvamai'], families: /^sarvam-/ },
  { slug: 'snowflake', name: 'Snowflake', prefixes: ['snowflake'], families: /^snowflake-/ },
  { slug: 'stability-ai', name: 'Stability AI', prefixes: ['stabilityai'], families: /^stablelm-/ },
  { slug: 'stanford', name: 'Stanford', prefixes: ['stanford'], families: /^alpaca-/ },
  { slug: 'stepfun', name: 'StepFun', prefixes: ['stepfun', 'stepfun-ai'], families: /^step-\d/ },
  { slug: 'swiss-ai', name: 'Swiss AI', prefixes: ['swiss-ai'], families: /^apertus-/ },
  { slug: 'tencent', name: 'Tencent', prefixes: ['tencent'], families: /^(hunyuan|hy\d)/ },
  { slug: 'thedrummer', name: 'TheDrummer', prefixes: ['thedrummer'] },
  { slug: 'tii', name: 'TII', prefixes: ['tiiuae'], families: /^falcon-/ },
  { slug: 'together-ai', name: 'Together AI', prefixes: ['togethercomputer'], families: /^stripedhyena-/ },
  { slug: 'uc-berkeley', name: 'UC Berkeley', prefixes: ['berkeley-nest'], families: /^koala-/ },
  { slug: 'undi95', name: 'Undi95', prefixes: ['undi95'] },
  { slug: 'university-of-washington', name: 'University of Washington', prefixes: ['timdettmers'], families: /^guanaco-/ },
  { slug: 'upstage', name: 'Upstage', prefixes: ['upstage'], families: /^solar-/ },
  { slug: 'writer', name: 'Writer', prefixes: ['writer'], families: /^palmyra-/ },
  { slug: 'xai', name: 'xAI', prefixes: ['xai', 'x-ai'], families: /^grok-/ },
  { slug: 'xiaomi', name: 'Xiaomi', prefixes: ['xiaomi'], families: /^mimo-/ },
  {
    slug: 'zhipu-ai', name: 'Zhipu AI (Z.ai)', prefixes: ['zhipuai', 'zai', 'z-ai', 'zai-org', 'zhipu', 'thudm'],
    families: /^(chat)?glm\d?-/,
  },
]

const byPrefix = new Map(makers.flatMap((maker) => maker.prefixes.map((prefix) => [prefix, maker] as const)))

/**
 * Who made the model with this id, by its prefix (`x-ai/grok-4`) or, without one, by its family (`grok-4`).
 * Undefined where neither says so: a fine-tune's name does not tell who made it.
 */
export function makerOf(id: string): CreatorFacts | undefined {
  const lower = id.toLowerCase()
  const slash = lower.indexOf('/')
  const maker = slash > 0
    ? byPrefix.get(lower.slice(0, slash))
    : makers.find(({ families }) => families?.test(lower))
  return maker && { slug: maker.slug, name: maker.name }
}
