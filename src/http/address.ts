import { isIPv4, isIPv6 } from 'node:net'

/**
 * An address as proxies write it, without port, brackets and zone: `198.51.100.9:1234`, `[2001:db8::1]:443`. IPv4 within
 * IPv6 is IPv4, and IPv6 has one spelling. What is no address stays as it is.
 */
export function plainAddress(text: string): string {
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? text
  const withoutPort = /^([\d.]+):\d+$/.exec(bare)?.[1] ?? bare
  const address = withoutPort.replace(/%.*$/, '')
  if (!isIPv6(address)) return isIPv4(address) ? address : text
  const hostname = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const mapped = /^::ffff:([\da-f]+):([\da-f]+)$/.exec(hostname)
  return mapped ? bytesOf(mapped[1]!, mapped[2]!).join('.') : hostname
}

function bytesOf(...groups: string[]): number[] {
  return groups.map((group) => Number.parseInt(group, 16)).flatMap((bits) => [bits >> 8, bits & 255])
}

/**
 * Whom an address stands for: of IPv6 the first 64 bits, because whoever has one address of such a network has all of it.
 */
export function networkOf(plain: string): string {
  if (!isIPv6(plain)) return plain
  const [head = [], tail = []] = plain.split('::').map((part) => part.split(':').filter(Boolean))
  const groups = [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => '0'), ...tail]
  return `${groups.slice(0, 4).join(':')}::/64`
}
