/** The names of all formats, for `--format` and its help: a list of their own, because the formats take long to load. */
export const formatNames = [
  'diptych-jsonl', 'diptych-csv', 'rival', 'rival-typescript', 'rival-images', 'alpaca-eval', 'arena-hard', 'fastchat', 'lmarena', 'llmfao',
  'comparia', 'open-webui', 'promptfoo', 'llm-comparator', 'openai-evals', 'chainforge', 'vibecheck', 'models-dev', 'openrouter-models',
  'litellm-prices',
] as const
