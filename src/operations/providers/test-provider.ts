import { z } from 'zod'
import { isDomainError } from '../../core/errors.ts'
import { ProviderError } from '../../core/providers/provider-error.ts'
import { stripControls } from '../../core/text/measure.ts'
import { inTransaction } from '../../store/database.ts'
import { saveProviderTest, type ProviderTest } from '../../store/providers.ts'
import { defineOperation, type Context } from '../operation.ts'
import { requireProvider } from './configured.ts'
import { presentTest } from './list.ts'
import { offeredModels } from './offered.ts'
import { ProviderSlug, ProviderTestShape } from './shapes.ts'

export const testProvider = defineOperation({
  name: 'providers.test', kind: 'write', path: '/providers/{provider}/test', callers: ['admin'], idempotent: true, transaction: 'none',
  summary: 'Ask an AI service for its list of models, which costs nothing, and say what happened.',
  input: z.object({ provider: ProviderSlug }),
  output: ProviderTestShape.extend({ provider: z.string() }),
  limits: { perMinute: 30 },
  failed: ({ answered }) => !answered,
  tell: ({ provider, answered, models, durationMs, message }) => (answered
    ? `${provider} answered in ${durationMs} ms. It offers ${models === 1 ? 'one model' : `${models} models`}.`
    : `${provider} did not answer as it should. ${stripControls(message?.text ?? '')}`),
  async run({ provider: slug }, _caller, context) {
    await requireProvider(context, context.db, slug)
    const test = await tryProvider(context, slug)
    await inTransaction(context.db, (tx) => saveProviderTest(tx, { provider: slug, ...test }))
    return { provider: slug, ...presentTest(test) }
  },
})

const mostOffered = 1_000

async function tryProvider(context: Context, slug: string): Promise<Omit<ProviderTest, 'provider'>> {
  const started = performance.now()
  const at = context.now().toISOString()
  const outcome = await offeredModels(context, context.store.read, slug).then(
    (models) => ({ problem: null, message: null, models: models.length, offered: models.slice(0, mostOffered).map(({ id }) => id) }),
    (error: unknown) => ({ ...explain(error), models: null, offered: null }),
  )
  return { at, ...outcome, duration_ms: Math.round(performance.now() - started) }
}

/** What went wrong, in words that hold no key. Anything unexpected is none of the provider's. */
function explain(error: unknown): Pick<ProviderTest, 'problem' | 'message'> {
  if (error instanceof ProviderError) return { problem: error.problem, message: error.message }
  if (isDomainError(error)) return { problem: error.kind === 'forbidden' ? 'address-refused' : 'key', message: error.message }
  throw error
}
