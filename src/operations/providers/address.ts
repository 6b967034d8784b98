import type { Settings } from '../../config/settings.ts'
import { DomainError } from '../../core/errors.ts'
import { ProviderError } from '../../core/providers/provider-error.ts'
import { checkBaseUrl, type NamedBaseUrl, rulesFor } from '../../providers/addresses.ts'

/** A base URL as it is stored. @throws DomainError `invalid` that says what is wrong with it. */
export function checkedAddress(settings: Pick<Settings, 'localEndpoints'>, baseUrl: string, named: NamedBaseUrl): string {
  try {
    const checked = checkBaseUrl(baseUrl, named)
    refuseLocal(settings, checked)
    return checked
  } catch (error) {
    if (error instanceof ProviderError) throw new DomainError('invalid', error.message)
    throw error
  }
}

/** @throws DomainError `forbidden` for an endpoint on this machine where the settings allow none. */
export function refuseLocal({ localEndpoints }: Pick<Settings, 'localEndpoints'>, baseUrl: string | null): void {
  if (localEndpoints || baseUrl === null || !rulesFor(new URL(baseUrl)).allowLoopback) return
  throw new DomainError('forbidden', 'This endpoint is on this machine itself, and DIPTYCH_LOCAL_ENDPOINTS allows none there.')
}
