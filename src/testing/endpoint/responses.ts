import { errorTypes } from './chat.ts'
import type { Plan } from './plan.ts'
import { event, textsIn, type Wire } from './wire.ts'

/** OpenAI's responses API, which xAI speaks too. */
export const responsesWire: Wire = {
  readRequest: (body) => ({
    model: String(body.model), prompt: textsIn([body.instructions, body.input]), seed: '', isStream: body.stream === true,
    maxTokens: body.max_output_tokens as number | undefined, wantsUsage: true,
  }),
  writeStream(plan) {
    let sequence = 0
    const told = (type: string, rest: object) => event({ type, sequence_number: sequence++, ...rest }, type)
    const reasoningItem = { id: `rs_${plan.id}`, type: 'reasoning', status: 'completed', summary: [] }
    const messageItem = { id: `msg_${plan.id}`, type: 'message', status: 'in_progress', role: 'assistant', content: [] }
    const index = plan.reasoning.length > 0 ? 1 : 0
    const place = { item_id: messageItem.id, output_index: index, content_index: 0 }
    const thought = { item_id: reasoningItem.id, output_index: 0, summary_index: 0 }
    const reply = plan.tokens.join('')
    const opening = ['response.created', 'response.in_progress'].map((type) => told(type, { response: skeleton(plan, 'in_progress') }))
    const pieces: string[] = []
    if (index === 1) {
      opening.push(told('response.output_item.added', { output_index: 0, item: reasoningItem }))
      opening.push(told('response.reasoning_summary_part.added', { ...thought, part: { type: 'summary_text', text: '' } }))
      pieces.push(...plan.reasoning.map((delta) => told('response.reasoning_summary_text.delta', { ...thought, delta })))
      pieces.push(told('response.reasoning_summary_part.done', { ...thought, part: { type: 'summary_text', text: plan.reasoning.join('') } }))
      pieces.push(told('response.output_item.done', { output_index: 0, item: reasoningItem }))
    }
    const starting = [
      told('response.output_item.added', { output_index: index, item: messageItem }), told('response.content_part.added', { ...place, part: textPart('') }),
    ]
    if (index === 0) opening.push(...starting)
    else pieces.push(...starting)
    pieces.push(...plan.tokens.map((delta) => told('response.output_text.delta', { ...place, delta, logprobs: [], obfuscation: 'x'.repeat(delta.length % 8) })))
    const isWhole = plan.finish === 'stop'
    const closing = [
      told('response.output_text.done', { ...place, text: reply, logprobs: [] }),
      told('response.content_part.done', { ...place, part: textPart(reply) }),
      told('response.output_item.done', { output_index: index, item: { ...messageItem, status: 'completed', content: [textPart(reply)] } }),
      told(isWhole ? 'response.completed' : 'response.incomplete', { response: ended(plan) }),
    ]
    const error = told('error', { code: 'server_error', message: 'The server had an error while answering.', param: null })
    return { opening, pieces, closing, error, done: '' }
  },
  writeWhole: (plan) => ended(plan),
  writeError: (status, message) => ({ error: { message, type: errorTypes[status] ?? 'invalid_request_error', param: null, code: null } }),
}

function textPart(text: string): object {
  return { type: 'output_text', text, annotations: [], logprobs: [] }
}

function skeleton(plan: Plan, status: string): object {
  return {
    id: `resp_${plan.id}`, object: 'response', created_at: 1_790_000_000, status, error: null, incomplete_details: null, instructions: null,
    model: plan.model, output: [], parallel_tool_calls: true, reasoning: { effort: null, summary: null }, store: false, usage: null, metadata: {},
  }
}

function ended(plan: Plan): object {
  const isWhole = plan.finish === 'stop'
  const summary = [{ type: 'summary_text', text: plan.reasoning.join('') }]
  const thought = plan.reasoning.length > 0 ? [{ id: `rs_${plan.id}`, type: 'reasoning', status: 'completed', summary }] : []
  return {
    ...skeleton(plan, isWhole ? 'completed' : 'incomplete'),
    incomplete_details: isWhole ? null : { reason: plan.finish === 'length' ? 'max_output_tokens' : 'content_filter' },
    output: [...thought, { id: `msg_${plan.id}`, type: 'message', status: 'completed', role: 'assistant', content: [textPart(plan.tokens.join(''))] }],
    usage: plan.usage && {
      input_tokens: plan.usage.input, input_tokens_details: { cached_tokens: plan.usage.cached },
      output_tokens: plan.usage.output, output_tokens_details: { reasoning_tokens: plan.usage.reasoning },
      total_tokens: plan.usage.input + plan.usage.output,
    },
  }
}
