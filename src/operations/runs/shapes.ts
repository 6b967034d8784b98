import { z } from 'zod'
import { reasoningEfforts } from '../../core/providers/provider.ts'
import { cellStates, runStates } from '../../core/runs/run.ts'
import { pageOutput } from '../paging.ts'
import { ChallengeReference, ModelReference, PriceShape } from '../shapes.ts'
import { UntrustedText } from '../untrusted.ts'

/** How an answer is asked for, as inputs of an operation. What is left out is the provider's own default. */
export const settingsInput = {
  temperature: z.number().min(0).max(5).optional().describe('Sampling temperature.'),
  topP: z.number().min(0).max(1).optional().describe('Nucleus sampling.'),
  topK: z.number().int().min(1).max(10_000).optional().describe('Only the K likeliest tokens.'),
  maxOutputTokens: z.number().int().min(1).max(10_000_000).optional().describe('Most tokens of an answer.'),
  seed: z.number().int().min(0).max(2 ** 31 - 1).optional().describe('Seed of the sampling, where a provider takes one.'),
  stop: z.array(z.string().min(1).max(200)).max(8).optional().describe('Texts that end an answer.'),
  presencePenalty: z.number().min(-2).max(2).optional().describe('Presence penalty.'),
  frequencyPenalty: z.number().min(-2).max(2).optional().describe('Frequency penalty.'),
  reasoning: z.enum(reasoningEfforts).optional().describe('How much a model reasons before it answers.'),
}

export const RunInput = z.string().max(100).describe('The run’s id.')

export const SettingsShape = z.object(settingsInput)

export const CellCountsShape = z.object(Object.fromEntries(cellStates.map((state) => [state, z.number().int()])) as Record<(typeof cellStates)[number], z.ZodNumber>)

export const UsageSumShape = z.object({
  answers: z.number().int().describe('Whole answers, each turn by itself.'),
  inputTokens: z.number().int().nullable().describe('As reported for whole answers; null where none came with a count, or where there is none and something may have been charged all the same.'),
  outputTokens: z.number().int().nullable().describe('Everything generated, reasoning included.'),
  costUsd: z.number().nullable().describe('US dollars of whole answers; null where the cost of one is unknown, or where there is none and something may have been charged all the same.'),
  knownCostUsd: z.number().describe('US dollars of those answers whose cost is known.'),
  withoutTokens: z.number().int().describe('Answers whose provider did not say how many tokens they took: not in the sums.'),
  withoutCost: z.number().int(),
  withoutAnswer: z.number().int().describe('How often a question brought no whole answer and may have been charged: not in the sums.'),
  tokensPerSecond: z.number().nullable().describe('Output tokens by the time from question to end, of one answer; null where no tokens are known.'),
})

export const LeftOutShape = z.object({
  answered: z.number().int().describe('Samples that are here already, asked for in the same way: of the same provider, with the same settings.'),
  open: z.number().int().describe('Samples that other runs are asking for in the same way.'),
  openIn: z.array(z.string()).describe('Those runs.'),
  unsuited: z.number().int().describe('Samples of challenges that ask for a picture, a sound or a film (or for a text), of models not known to make one. Only “all” leaves these out: a challenge that is named is asked.'),
}).describe('What is not asked, as only what is missing is; `again` asks for what is there or open all the same.')

export const RunSummary = z.object({
  run: z.string(),
  name: z.string().nullable(),
  state: z.enum(runStates),
  cells: z.number().int(),
  counts: CellCountsShape,
  concurrency: z.number().int(),
  samples: z.number().int(),
  ownWorker: z.boolean().describe('Only the command that started it works on it, as it alone knows the endpoint’s key.'),
  budgetUsd: z.number().nullable(),
  budgetTokens: z.number().int().nullable(),
  spentUsd: z.number().nullable().describe('Known costs, and the most that questions of unknown cost can have cost, answered or not; null where they have no price.'),
  spentTokens: z.number().int().describe('The same of tokens.'),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
})

/** Told of a run that only its own worker fills, while nobody does. */
export const RestShape = {
  restsUntil: z.string().nullable().describe('Nobody fills this run, which only its own worker does. Until then that worker can be there, and waits before it asks again; null where no cell waits for a time, or the run is another.'),
}

export const RunColumnShape = z.object({
  model: ModelReference,
  provider: z.string(),
  name: z.string().describe('As the provider spells it.'),
  settings: SettingsShape,
  price: PriceShape.nullable(),
  counts: CellCountsShape,
  usage: UsageSumShape,
})

/** A run with its columns. */
export const RunWhole = RunSummary.extend({ models: z.array(RunColumnShape), usage: UsageSumShape, ...RestShape })

export const RunCellShape = z.object({
  challenge: z.string(),
  column: z.number().int().describe('Which column, from 0.'),
  sample: z.number().int(),
  state: z.enum(cellStates),
  tries: z.number().int(),
  notBefore: z.string().nullable().describe('When it is asked again.'),
  problem: z.string().nullable(),
  message: UntrustedText.nullable().describe('What went wrong last.'),
  response: z.string().nullable().describe('Public id of the answer it was filled with; of a conversation the first.'),
})

export const MatrixShape = z.object({ challenges: z.array(ChallengeReference), cells: z.array(RunCellShape), ...pageOutput })

export const RunErrorShape = z.object({
  state: z.enum(cellStates).describe('Failed, or waiting to be asked again.'), problem: z.string().nullable(), message: UntrustedText, cells: z.number().int(),
})
