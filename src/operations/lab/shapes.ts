import { z } from 'zod'
import { mostAttachments, mostColumns, mostPromptLength } from '../../core/lab/session.ts'
import { outputTypes } from '../../core/responses/output-type.ts'
import { cellStates } from '../../core/runs/run.ts'
import { SettingsShape } from '../runs/shapes.ts'
import { ModelReference, PriceShape } from '../shapes.ts'
import { UntrustedText } from '../untrusted.ts'

export const SessionInput = z.string().regex(/^[0-9a-f]{18}$/, 'is the id of a session of the Lab').describe('The session’s id.')
export const ColumnInput = z.number().int().min(0).max(mostColumns - 1).describe('Which column, from 0.')
export const PromptInput = z.string().min(1).max(mostPromptLength).describe('What the models are asked.')

export const ColumnsInput = z.array(z.object({ model: z.string().min(1).max(400), settings: SettingsShape.default({}) })).max(mostColumns)
  .describe('Columns: provider/model, each with its own settings. The same model may stand in several.')

export const AttachmentInput = z.object({
  name: z.string().min(1).max(200), mediaType: z.string().max(100).optional(), base64: z.base64().describe('The bytes of the file.'),
})
export const AttachmentsInput = z.array(AttachmentInput).max(mostAttachments).default([]).describe('Texts and images that go with the prompt.')

export const LabAnswerShape = z.object({
  round: z.number().int().describe('Which question, from 1.'),
  state: z.enum(cellStates),
  text: UntrustedText.nullable().describe('What has arrived; of an answer that broke off, the part that did. Between tries nothing.'),
  whole: z.boolean().describe('It is a whole answer.'),
  html: z.string().optional().describe('The answer as safe HTML, once it is whole.'),
  reasoning: UntrustedText.nullable().describe('What the model said while it thought, where the provider shows it.'),
  askedAt: z.string().nullable(),
  notBefore: z.string().nullable().describe('When it is asked, where it is known that it waits: after a failure, or as its provider takes no more requests.'),
  waitMs: z.number().nullable().describe('How long that is from now.'),
  elapsedMs: z.number().nullable().describe('From the first try until now, or until the last one ended or it was stopped; waits between tries included.'),
  timeToFirstTokenMs: z.number().nullable(),
  durationMs: z.number().nullable(),
  inputTokens: z.number().nullable(),
  outputTokens: z.number().nullable(),
  reasoningTokens: z.number().nullable(),
  costUsd: z.number().nullable().describe('Null where it is unknown, or would tell whose answer it is.'),
  mayBeCharged: z.boolean().describe('False where nothing was charged: it was refused each time, or never sent.'),
  finishReason: z.string().nullable(),
  problem: z.string().nullable(),
  message: UntrustedText.nullable().describe('What went wrong, or why it is asked again; in blind sessions without the provider’s words.'),
  warnings: z.array(UntrustedText),
  tries: z.number().int().describe('How often it was asked until now, in vain or not.'),
})

export const LabColumnShape = z.object({
  column: z.number().int(),
  label: z.string(),
  model: ModelReference.nullable().describe('Null while the session is blind.'),
  provider: z.string().nullable(),
  name: z.string().nullable().describe('As the provider spells it.'),
  settings: SettingsShape.nullable(),
  price: PriceShape.nullable(),
  answers: z.array(LabAnswerShape),
})

export const LabSessionShape = z.object({
  session: z.string(),
  title: z.string().nullable(),
  mine: z.boolean().describe('You may go on with it.'),
  state: z.enum(['answering', 'done']),
  template: z.string(),
  variables: z.record(z.string(), z.string()),
  system: z.string().nullable().describe('As it was sent, with its variables filled in.'),
  systemTemplate: z.string().nullable().describe('As it was written.'),
  blind: z.boolean().describe('Names are hidden now.'),
  wasBlind: z.boolean(),
  shared: z.boolean(),
  saved: z.object({
    challenge: z.string().nullable().describe('The public challenge it was made; null where it is private.'),
    private: z.boolean().describe('It is kept as a private challenge: only whoever may go on with it can open it, compare its answers and run it with more models.'),
  }).nullable(),
  published: z.object({
    title: z.string(), category: z.string().nullable(), outputType: z.enum(outputTypes).describe('What kind of thing the answers are public as.'),
    rounds: z.number().int().describe('How many of the questions it has.'),
    isOwn: z.boolean().describe('It came from the Lab, so that saving again changes its title and category; otherwise it was here before.'),
  }).nullable().describe('The public challenge as it stands; null where there is none.'),
  notPublic: z.string().nullable().describe('Why it cannot be made a public challenge; null where it can.'),
  rounds: z.array(z.object({
    prompt: z.string(), at: z.string(), sharedFrom: z.number().int().nullable(),
    attachments: z.array(z.object({ name: z.string(), mediaType: z.string(), size: z.number().int() })),
    best: z.object({ column: z.number().int(), blind: z.boolean() }).nullable(),
  })),
  columns: z.array(LabColumnShape),
  createdAt: z.string(),
})
