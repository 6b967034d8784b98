import ipaddr from 'ipaddr.js'
import { ProviderError } from '../core/providers/provider-error.ts'
import { type AddressRules, checkedLookup, type Resolve } from './addresses.ts'

/** Only what is outside is asked through a proxy: it is no way to this machine or into a private network. */
export function goesThroughProxy({ allowPrivate, allowLoopback }: AddressRules): boolean {
  return !allowPrivate && !allowLoopback
}

/**
 * What a proxy is asked for. It resolves names itself, so what a name leads to is checked here before, as far as it can be
 * looked up here. The host of the base URL, which its owner named, goes by its name, as proxies have lists of names. Any
 * other, where a redirect or a reply leads, goes by the address that was checked: its name could lead elsewhere by then.
 * @throws ProviderError for an address that may not be asked, or the error of the lookup.
 */
export async function targetThroughProxy({ hostname }: URL, base: URL, rules: AddressRules, resolve: Resolve): Promise<string> {
  const isNamed = hostname === base.hostname
  if (ipaddr.isValid(hostname.replace(/^\[|\]$/g, ''))) return hostname
  try {
    const addresses = await checkedAddresses(hostname, rules, resolve)
    return isNamed ? hostname : addresses.find(({ family }) => family === 4)?.address ?? `[${addresses[0]!.address}]`
  } catch (error) {
    if (!isNamed || error instanceof ProviderError) throw error
    return hostname
  }
}

function checkedAddresses(hostname: string, rules: AddressRules, resolve: Resolve): Promise<Array<{ address: string; family: number }>> {
  return new Promise((done, fail) => {
    checkedLookup(rules, resolve)(hostname, { all: true }, (error, found) => (error ? fail(error) : done(found as Array<{ address: string; family: number }>)))
  })
}
