import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DomainError } from '../../core/errors.ts'
import type { Settings } from '../../config/settings.ts'

/**
 * Keys of providers, encrypted with AES-256-GCM. The address a key was entered for is authenticated with it: with another
 * address it does not open, so a saved key is never sent to a changed host. The secret lies outside the database (a file
 * that backups leave out, or the environment), so that a copy of the database gives no key away.
 */
const algorithm = 'aes-256-gcm'
const [nonceBytes, tagBytes] = [12, 16]

type Place = Pick<Settings, 'secretKey' | 'dataFolder'>

/** The key as it is stored. */
export function sealKey(place: Place, key: string, address: string): string {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(algorithm, secretOf(place), nonce).setAAD(Buffer.from(hostOf(address)))
  const sealed = Buffer.concat([cipher.update(key, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')
}

/** @throws DomainError `unavailable` where it was entered for another address, or encrypted with another secret. */
export function openKey(place: Place, stored: string, address: string): string {
  const bytes = Buffer.from(stored, 'base64url')
  try {
    const decipher = createDecipheriv(algorithm, secretOf(place), bytes.subarray(0, nonceBytes))
      .setAAD(Buffer.from(hostOf(address))).setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]).toString('utf8')
  } catch (cause) {
    throw new DomainError('unavailable', 'The key of this provider cannot be used: its address or the secret of this installation has changed since it was entered. Enter the key again.', { cause })
  }
}

/** Scheme, name and port of an address: what a key may be sent to. */
export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).origin : address
}

const secretFile = 'secret.key'

function secretOf({ secretKey, dataFolder }: Place): Buffer {
  const material = secretKey || readOrMakeSecret(dataFolder)
  return Buffer.from(hkdfSync('sha256', material, '', 'diptych provider keys', 32))
}

/** Two processes that make it at once end up with the same: the second finds the first one's there. */
function readOrMakeSecret(folder: string): string {
  const path = join(folder, secretFile)
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true })
    const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
    writeFileSync(temporary, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' })
    try {
      linkSync(temporary, path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    } finally {
      rmSync(temporary)
    }
  }
  return readFileSync(path, 'utf8')
}
