import type { Settings } from '../../config/settings.ts'
import { DomainError } from '../../core/errors.ts'
import type { Database } from '../../store/database.ts'
import { readSigningKey } from '../../store/secrets.ts'
import { addVisitorAsks } from '../../store/visitor-asks.ts'
import type { Caller, Services } from '../operation.ts'
import { keyedHash } from '../signing.ts'

/** Whether this caller may put questions to models, which costs whoever runs this installation. */
export function mayAsk({ kind }: Pick<Caller, 'kind'>, { visitorsMayAsk }: Pick<Settings, 'visitorsMayAsk'>): boolean {
  return kind === 'admin' || kind === 'system' || visitorsMayAsk
}

/** @throws DomainError `unauthenticated` that says who may. */
export function refuseAsking(caller: Pick<Caller, 'kind'>, settings: Pick<Settings, 'visitorsMayAsk'>): void {
  if (!mayAsk(caller, settings)) throw new DomainError('unauthenticated', 'Asking models costs whoever runs this site, so it takes the admin’s token. The setting DIPTYCH_VISITORS_MAY_ASK lets visitors ask too.')
}

/**
 * Counts questions of a visitor against their limit of the day (UTC): that of the voter's cookie and that of the address,
 * since a cookie is easily dropped. Call it in the transaction that stores the questions: a refusal takes its count back.
 * @throws DomainError `unauthenticated` or `too-many`.
 */
export async function spendAsks(db: Database, caller: Caller, { settings, store, now }: Pick<Services, 'settings' | 'store' | 'now'>, asks: number): Promise<void> {
  refuseAsking(caller, settings)
  const { visitorAsksPerDay: most } = settings
  if (caller.kind === 'admin' || caller.kind === 'system' || most === 0) return
  const day = now().toISOString().slice(0, 10)
  const key = await readSigningKey(store)
  const places = [{ place: 'address', who: caller.id }, ...(caller.voter === undefined ? [] : [{ place: 'browser', who: caller.voter }])]
  for (const { place, who } of places) {
    // A hash of this day alone: who asked is kept nowhere.
    const before = (await addVisitorAsks(db, day, keyedHash(key, 'asks', `${day} ${place} ${who}`), asks)) - asks
    if (before + asks > most) throw new DomainError('too-many', `From one ${place} visitors may ask ${most} questions a day here. From yours ${before} ${before === 1 ? 'was' : 'were'} asked, so ${asks === 1 ? 'this one is' : `${asks} more are`} too many. A new day begins at midnight, UTC.`)
  }
}
