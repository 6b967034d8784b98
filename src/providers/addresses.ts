import type { LookupAddress, LookupAllOptions } from 'node:dns'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { ProviderError } from '../core/providers/provider-error.ts'

/** What a connection may reach beside public addresses. */
export interface AddressRules {
  /** Networks behind a router: 10/8, 172.16/12, 192.168/16, 100.64/10 and fc00::/7. */
  allowPrivate: boolean
  /** This machine: only where the base URL itself names it. */
  allowLoopback: boolean
  /** What whoever named the base URL does to allow private networks. */
  toAllowPrivate: string
}

/** An address that may not be connected to, and what to do where it was meant. */
export class AddressRefused extends ProviderError {
  readonly #fact: string

  constructor(fact: string, toDo?: string) {
    super('address-refused', toDo === undefined ? fact : `${fact} ${toDo}`)
    this.#fact = fact
  }

  /** The same, where `host` redirects there. Nobody here named the address, so nothing is said of how to allow it. */
  redirectedFrom(host: string): AddressRefused {
    return new AddressRefused(`${host} redirects to an address that is refused. ${this.#fact}`)
  }
}

/** Where a base URL was named: of a provider that is configured, or with a command for its run alone. */
export interface NamedBaseUrl {
  allowPrivate?: boolean
  forOneRun?: boolean
}

/** Asks the resolver for every address of a name. */
export type Resolve = (
  hostname: string, options: LookupAllOptions, callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/** Where clouds tell their machines who they are, inside ranges that are or may be allowed (AWS over IPv6, Alibaba, Oracle, Azure). */
const metadataAddresses = new Set(['fd00:ec2::254', '100.100.100.200', '192.0.0.192', '168.63.129.16'])

/**
 * Checks a base URL as it is saved and used: http or https, no name and password, no address that is never allowed.
 * Names are resolved when a connection is made, not here. Answers the URL without a trailing slash.
 * @throws ProviderError
 */
export function checkBaseUrl(text: string, named: NamedBaseUrl = {}): string {
  const url = parseUrl(text)
  if (url.username || url.password) throw new AddressRefused('A base URL holds no name and password. Enter the key on its own.')
  // Not `url.hash`, which is empty where nothing follows the sign: what is put behind it would be no part of the path all the same.
  if (/[?#]/.test(url.href)) throw new AddressRefused('A base URL ends with its path: leave out what begins with ? or #.')
  checkUrl(url, rulesFor(url, named))
  return url.href.replace(/\/+$/, '')
}

/** The rules for everything that is asked through this base URL, its redirects too. */
export function rulesFor(baseUrl: URL, { allowPrivate = false, forOneRun = false }: NamedBaseUrl = {}): AddressRules {
  const toAllowPrivate = forOneRun ? 'Start the run with --allow-private if that is meant.' : 'Allow private addresses for this provider if that is meant.'
  return { allowPrivate, allowLoopback: namesLoopback(baseUrl.hostname), toAllowPrivate }
}

/** Checks protocol and address of a URL. A name passes here: what it resolves to is checked by `checkedLookup`. */
export function checkUrl(url: URL, rules: AddressRules): void {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new AddressRefused(`Only http and https are spoken, not ${url.protocol.replace(':', '')}.`)
  const address = url.hostname.replace(/^\[|\]$/g, '')
  if (ipaddr.isValid(address)) refuseAddress(address, rules)
  else if (isLocalName(address) && !rules.allowLoopback) throw new AddressRefused(`${address} is this machine, which the base URL does not name.`)
}

/** A lookup whose every answer is checked: what is connected to is what was checked, so a name cannot change meanwhile. */
export function checkedLookup(rules: AddressRules, resolve: Resolve): LookupFunction {
  return (hostname, { all, family, hints }, callback) => {
    resolve(hostname, { all: true, family, hints }, (error, addresses) => {
      if (error) return callback(error, '')
      try {
        for (const { address } of addresses) refuseAddress(address, rules, hostname)
      } catch (refusal) {
        return callback(refusal as Error, '')
      }
      const [first] = addresses
      if (!first) return callback(new ProviderError('unreachable', `${hostname} has no address.`), '')
      return all ? callback(null, addresses) : callback(null, first.address, first.family)
    })
  }
}

function refuseAddress(address: string, rules: AddressRules, name?: string): void {
  const kind = addressKind(address)
  if (kind === 'public' || (kind === 'private' && rules.allowPrivate) || (kind === 'loopback' && rules.allowLoopback)) return
  const which = name === undefined ? address : `${name} leads to ${address}, which`
  throw {
    private: new AddressRefused(`${which} is in a private network.`, rules.toAllowPrivate),
    loopback: new AddressRefused(`${which} is this machine, which the base URL does not name.`, 'Write localhost or 127.0.0.1 if that is meant.'),
    never: new AddressRefused(`${which} is an address that is never connected to.`),
  }[kind]
}

/** All that IANA has given out of IPv6 (RFC 4291 §2.4): outside it are IPv4-compatible addresses (::/96) and what is deprecated. */
const globalUnicast = ipaddr.IPv6.parse('2000::')

type AddressKind = 'public' | 'private' | 'loopback' | 'never'

/** What an address is, by the registries of special addresses (RFC 6890) in ipaddr.js. */
export function addressKind(text: string): AddressKind {
  const address = plainAddress(text)
  if (metadataAddresses.has(address.toString())) return 'never'
  switch (address.range()) {
    case 'unicast': return address.kind() === 'ipv4' || address.match(globalUnicast, 3) ? 'public' : 'never'
    case 'loopback': return 'loopback'
    case 'private': case 'uniqueLocal': case 'carrierGradeNat': return 'private'
    default: return 'never'
  }
}

/** The IPv4 address inside an IPv6 one that carries it: mapped (::ffff:0:0/96) or translated (NAT64, 64:ff9b::/96). */
function plainAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 {
  // ipaddr.js reads ::10.0.0.1, as resolvers write an IPv4-compatible address, as if it were mapped.
  const address = ipaddr.process(/:.*\./.test(text) ? new URL(`http://[${text}]`).hostname.slice(1, -1) : text)
  if (address.kind() === 'ipv4') return address
  const bytes = address.toByteArray()
  const isTranslated = address.match(ipaddr.parse('64:ff9b::'), 96)
  return isTranslated ? ipaddr.fromByteArray(bytes.slice(12)) : address
}

function namesLoopback(hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, '')
  return ipaddr.isValid(address) ? addressKind(address) === 'loopback' : isLocalName(address)
}

/** RFC 6761 §6.3: localhost and the names under it are this machine. */
function isLocalName(hostname: string): boolean {
  return /(^|\.)localhost\.?$/i.test(hostname)
}

function parseUrl(text: string): URL {
  try {
    return new URL(text.trim())
  } catch {
    throw new AddressRefused(`“${text.slice(0, 100)}” is no URL. A base URL looks like https://api.example.com/v1.`)
  }
}
