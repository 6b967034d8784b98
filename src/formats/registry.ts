import { alpacaEval } from './alpaca-eval/alpaca-eval.ts'
import { arenaHard } from './arena-hard/arena-hard.ts'
import { chainforge } from './chainforge/chainforge.ts'
import { comparia } from './comparia/comparia.ts'
import { fastchat } from './fastchat/fastchat.ts'
import { diptychCsv } from './diptych/csv.ts'
import { diptychJsonl } from './diptych/jsonl.ts'
import type { Detection, Format, SourceFile, SourceTree } from './format.ts'
import { litellmPrices } from './litellm-prices.ts'
import { llmComparator } from './llm-comparator.ts'
import { llmfao } from './llmfao/llmfao.ts'
import { lmarena } from './lmarena/lmarena.ts'
import { modelsDev } from './models-dev.ts'
import { openaiEvals } from './openai-evals/openai-evals.ts'
import { openWebui } from './open-webui/open-webui.ts'
import { openRouterModels } from './openrouter-models.ts'
import { promptfoo } from './promptfoo/promptfoo.ts'
import { rivalImages } from './rival/images.ts'
import { rival } from './rival/rival.ts'
import { rivalTypescript } from './rival/typescript.ts'
import { vibecheck } from './vibecheck.ts'

/** Every format we read, in the order in which a file is offered to them: the more particular come first. */
export const formats: Format[] = [
  diptychJsonl,
  diptychCsv,
  rival,
  rivalTypescript,
  rivalImages,
  alpacaEval,
  arenaHard,
  fastchat,
  lmarena,
  llmfao,
  comparia,
  openWebui,
  promptfoo,
  llmComparator,
  openaiEvals,
  chainforge,
  vibecheck,
  modelsDev,
  openRouterModels,
  litellmPrices,
]

/** The first format that knows this file, and whether it holds rows for it; undefined where none does. */
export function detectFormat(file: SourceFile, tree: SourceTree): { format: Format; detection: Detection } | undefined {
  for (const format of formats) {
    const detection = format.detect(file, tree)
    if (detection !== 'no') return { format, detection }
  }
  return undefined
}

/** The format of this name, as `--format` gives it. */
export function formatNamed(name: string): Format | undefined {
  return formats.find((format) => format.name === name)
}
