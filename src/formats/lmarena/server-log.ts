import { z } from 'zod'
import type { ImportedRow } from '../../core/imports/records.ts'
import type { Verdict } from '../../core/votes/vote.ts'
import type { SourceFile } from '../format.ts'
import { importRow, type Reading } from '../import-row.ts'
import { readJsonLines } from '../reading/json.ts'
import { timeOfEpoch } from '../source-time.ts'
import { readBattle, type BattleSide } from './battle-records.ts'
import { conversationOf, type Message } from './conversation.ts'

const VoteType = z.enum(['leftvote', 'rightvote', 'tievote', 'bothbad_vote'])
const verdictOfType: Record<z.infer<typeof VoteType>, Verdict> = {
  leftvote: 'left', rightvote: 'right', tievote: 'tie', bothbad_vote: 'both-bad',
}

/** Events that compare nothing, and are no rows: chatting, sharing a picture of a battle, reactions to one model. */
const otherTypes = new Set(['chat', 'share', 'flag', 'upvote', 'downvote'])

const State = z.object({
  conv_id: z.string().nullish(),
  model_name: z.string().nullish(),
  template_name: z.string().nullish(),
  system_message: z.string().nullish(),
  roles: z.array(z.string()).nullish(),
  messages: z.array(z.tuple([z.string(), z.string().nullable()])),
  offset: z.number().int().min(0).nullish(),
})
type State = z.infer<typeof State>

const VoteEvent = z.object({
  tstamp: z.number(),
  type: VoteType,
  models: z.tuple([z.string(), z.string()]),
  states: z.tuple([State, State]),
})
type VoteEvent = z.infer<typeof VoteEvent>

/** The log of FastChat's arena server. Addresses of voters are not kept. */
export async function* readServerLog(file: SourceFile): AsyncGenerator<ImportedRow> {
  for await (const line of readJsonLines(file)) {
    const event = 'value' in line ? line.value as { type?: unknown } | null : undefined
    if (typeof event?.type !== 'string' || !otherTypes.has(event.type)) yield importRow(line, VoteEvent, readVote)
  }
}

function readVote(event: VoteEvent): Reading {
  const blind = isBlind(event.models)
  if (blind === undefined) return { rejected: 'models: one side is named and the other is not' }
  const sides = event.states.map((state, index) => sideOf(state, event.models[index]!, index, blind))
  const [left, right] = sides as [BattleSide, BattleSide]
  for (const side of sides) if ('rejected' in side) return side
  return readBattle({
    vote: {
      key: JSON.stringify([event.states[0].conv_id, event.states[1].conv_id, event.tstamp]),
      verdict: verdictOfType[event.type], blind, sidesKnown: true, judgeKind: 'human',
      votedAt: timeOfEpoch(event.tstamp),
    },
    left,
    right,
  })
}

/** Before a vote the names are empty or "Model A" and "Model B"; undefined where only one of them is. */
function isBlind(models: [string, string]): boolean | undefined {
  const [left, right] = models.map((name) => name === '' || /^Model [AB]$/.test(name))
  return left === right ? left : undefined
}

function sideOf(state: State, shownAs: string, index: number, blind: boolean): BattleSide | { rejected: string } {
  const field = `states.${index}`
  const publicName = blind ? undefined : withoutHeading(shownAs)
  const model = state.model_name ?? publicName
  if (!model) return { rejected: `${field}.model_name: neither the log nor the page named the model` }
  if (publicName && publicName !== model) {
    return { rejected: `models.${index}: shown as ${publicName}, but ${model} answered` }
  }
  const messages = messagesOf(state, field)
  if ('rejected' in messages) return messages
  const conversation = conversationOf(messages, `${field}.messages`)
  if ('rejected' in conversation) return conversation
  const { conv_id, system_message, template_name } = state
  return {
    model, conversation, sourceId: conv_id ?? undefined,
    settings: system_message ? { system_message } : undefined,
    provenance: template_name ? { template_name } : undefined,
  }
}

/** After a vote the page shows the name as a heading: `### Model A: m-1`, or `<h3>Model A: m-1</h3>` in old logs. */
function withoutHeading(shownAs: string): string {
  return /^(?:###|<h3>) ?(?:Model [AB]: )?(.*?)(?:<\/h3>)?\s*$/s.exec(shownAs)?.[1] ?? shownAs
}

/** The messages behind the template's examples, with the template's names of the two parties as roles. */
function messagesOf({ messages, roles, offset }: State, field: string): Message[] | { rejected: string } {
  const [user = 'user', assistant = 'assistant'] = roles ?? []
  const said: Message[] = []
  for (const [index, [role, content]] of messages.entries()) {
    if (index < (offset ?? 0)) continue
    if (role !== user && role !== assistant) return { rejected: `${field}.messages.${index}: unknown role ${role}` }
    said.push({ role: role === user ? 'user' : 'assistant', content })
  }
  return said
}
