import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { DomainError } from '../../core/errors.ts'
import { addAdminTokenHash, readAdminTokenHash, replaceAdminTokenHash } from '../../store/secrets.ts'
import { defineOperation, type Services } from '../operation.ts'

/** So much randomness needs no slow hash: nobody guesses it from its SHA-256. */
const tokenBytes = 32

type Place = Pick<Services, 'store' | 'settings'>

/** A token for an installation that has none, in the settings or its own; undefined where it has one. Only its hash is kept. */
export async function makeFirstAdminToken({ store, settings }: Place): Promise<string | undefined> {
  if (settings.adminToken || (await readAdminTokenHash(store.read))) return undefined
  const token = makeToken()
  return (await addAdminTokenHash(store.write, hashOf(token))) ? token : undefined
}

/** Whether this is the admin token in force. */
export async function isAdminToken(place: Place, token: string): Promise<boolean> {
  const hash = await adminTokenHash(place)
  return hash !== undefined && timingSafeEqual(Buffer.from(hashOf(token)), Buffer.from(hash))
}

/** SHA-256 (hex) of the admin token in force: that of the settings, or else the one made here. */
export async function adminTokenHash({ store, settings }: Place): Promise<string | undefined> {
  return settings.adminToken ? hashOf(settings.adminToken) : readAdminTokenHash(store.read)
}

export const newAdminToken = defineOperation({
  name: 'admin.token', kind: 'write', path: '/admin/token', callers: ['system'], secret: true, destructive: true,
  summary: 'Make a new admin token and show it once. The old one, and everybody who is signed in with it, is out.',
  input: z.object({}),
  output: z.object({ token: z.string() }),
  tell: ({ token }) => `${token}\nThis is the new admin token; the old one is void. It is shown this once, and only its hash is kept.`,
  async run(_input, _caller, { db, settings }) {
    if (settings.adminToken) throw new DomainError('conflict', 'The admin token is what DIPTYCH_ADMIN_TOKEN says. Change it there, or unset that variable to have one made here.')
    const token = makeToken()
    await replaceAdminTokenHash(db, hashOf(token))
    return { token }
  },
})

function makeToken(): string {
  return randomBytes(tokenBytes).toString('base64url')
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
