import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto'
import type { Database, Store } from './database.ts'

const signingKey = 'signing'

/** Makes the key of this installation where there is none: in a new database, and in one restored from before it. */
export async function ensureSecrets(db: Database): Promise<void> {
  if (await db.selectFrom('secrets').select('name').where('name', '=', signingKey).executeTakeFirst()) return
  await db.insertInto('secrets').values({ name: signingKey, value: randomBytes(32).toString('base64url') })
    .onConflict((conflict) => conflict.doNothing()).execute()
}

/** How long a key is taken as it was read: a restore of another process could replace it. */
const keptMs = 1_000

const keysRead = new WeakMap<Database, { key: Promise<KeyObject>; readAt: number }>()

/** The key that cookies, receipts and links are signed with. Never shown, logged or sent. */
export function readSigningKey({ read }: Pick<Store, 'read'>): Promise<KeyObject> {
  const known = keysRead.get(read)
  if (known && performance.now() - known.readAt < keptMs) return known.key
  const key = read.selectFrom('secrets').select('value').where('name', '=', signingKey).executeTakeFirstOrThrow()
    .then(({ value }) => keyFrom(value))
  keysRead.set(read, { key, readAt: performance.now() })
  key.catch(() => keysRead.delete(read))
  return key
}

/** As Node takes it without making it anew for each signature. */
function keyFrom(stored: string): KeyObject {
  return createSecretKey(stored, 'base64url')
}

const dayKeysRead = new WeakMap<Database, { day: string; key: KeyObject }>()

/**
 * The key that addresses of a day are hashed with. It is made on its day, by the first who needs it, and those of earlier days
 * are forgotten: nothing ties an address of one day to one of another, and nobody can say afterwards which address it was.
 */
export async function readDayKey({ read }: Pick<Store, 'read'>, transaction: Database, day: string): Promise<KeyObject> {
  const known = dayKeysRead.get(read)
  if (known?.day === day) return known.key
  const name = `${dayKeyPrefix}${day}`
  const keyIn = async (db: Database) => (await db.selectFrom('secrets').select('value').where('name', '=', name).executeTakeFirst())?.value
  const stored = await keyIn(read)
  if (stored !== undefined) {
    const key = keyFrom(stored)
    dayKeysRead.set(read, { day, key })
    return key
  }
  await transaction.deleteFrom('secrets').where('name', '>=', dayKeyPrefix).where('name', '<', name).execute()
  await transaction.insertInto('secrets').values({ name, value: randomBytes(32).toString('base64url') }).onConflict((conflict) => conflict.doNothing()).execute()
  return keyFrom((await keyIn(transaction))!)
}

const dayKeyPrefix = 'address '

const adminTokenHash = 'admin-token-hash'

/** SHA-256 (hex) of the admin token that was made here; undefined where none was. Read anew each time: a new one voids the old at once. */
export async function readAdminTokenHash(db: Database): Promise<string | undefined> {
  return (await db.selectFrom('secrets').select('value').where('name', '=', adminTokenHash).executeTakeFirst())?.value
}

/** Keeps the hash of a first admin token; false where there was one already, perhaps of another process that started at the same moment. */
export async function addAdminTokenHash(db: Database, value: string): Promise<boolean> {
  const added = await db.insertInto('secrets').values({ name: adminTokenHash, value })
    .onConflict((conflict) => conflict.doNothing()).returning('name').executeTakeFirst()
  return added !== undefined
}

/** Puts the hash of a new admin token in the place of the old one's. */
export async function replaceAdminTokenHash(db: Database, value: string): Promise<void> {
  await db.insertInto('secrets').values({ name: adminTokenHash, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value })).execute()
}

const signedOut = 'signed-out:'

/** Notes that this session was ended by hand, until it would have ended by itself; forgets those that have. */
export async function addSignedOut(db: Database, session: string, { expiresAt, now }: { expiresAt: Date; now: Date }): Promise<void> {
  await db.insertInto('secrets').values({ name: `${signedOut}${session}`, value: expiresAt.toISOString() }).onConflict((conflict) => conflict.doNothing()).execute()
  await db.deleteFrom('secrets').where('name', 'like', `${signedOut}%`).where('value', '<', now.toISOString()).execute()
}

/** Whether this session was ended by hand. */
export async function isSignedOut(db: Database, session: string): Promise<boolean> {
  return (await db.selectFrom('secrets').select('name').where('name', '=', `${signedOut}${session}`).executeTakeFirst()) !== undefined
}
