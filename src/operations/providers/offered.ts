import { ProviderError } from '../../core/providers/provider-error.ts'
import type { OfferedModel } from '../../core/providers/provider.ts'
import { providerOf } from '../../providers/all.ts'
import type { Database } from '../../store/database.ts'
import type { Services } from '../operation.ts'
import { connectionOf } from './configured.ts'

const patienceMs = 20_000

/** What an id may look like: anything else is no name that could be asked for. */
const plainId = /^[^\p{Cc}\p{Cf}\s]{1,300}$/u

/**
 * The models that a provider says it has.
 * @throws ProviderError, or DomainError where it cannot be asked at all.
 */
export async function offeredModels(services: Pick<Services, 'settings'>, db: Database, slug: string): Promise<OfferedModel[]> {
  const connection = await connectionOf(services, db, slug)
  const signal = AbortSignal.timeout(patienceMs)
  const models = await providerOf(connection.kind).listModels(connection, signal).catch((error: unknown) => {
    throw signal.aborted ? new ProviderError('timed-out', `It did not answer within ${patienceMs / 1_000} s.`) : error
  })
  return models.filter(({ id }) => plainId.test(id))
}
