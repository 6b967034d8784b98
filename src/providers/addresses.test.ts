import assert from 'node:assert/strict'
import type { LookupAddress } from 'node:dns'
import { test } from 'node:test'
import { ProviderError } from '../core/providers/provider-error.ts'
import { addressKind, checkBaseUrl, checkedLookup, checkUrl, type NamedBaseUrl, type Resolve, rulesFor } from './addresses.ts'

const isRefused = (error: unknown) => error instanceof ProviderError && error.problem === 'address-refused'

const kinds: Array<[address: string, kind: ReturnType<typeof addressKind>]> = [
  ['8.8.8.8', 'public'], ['2606:4700:4700::1111', 'public'], ['172.32.0.1', 'public'], ['::ffff:8.8.8.8', 'public'], ['64:ff9b::808:808', 'public'],
  ['127.0.0.1', 'loopback'], ['127.255.255.254', 'loopback'], ['::1', 'loopback'], ['::ffff:127.0.0.1', 'loopback'], ['::ffff:7f00:1', 'loopback'], ['64:ff9b::7f00:1', 'loopback'],
  ['10.0.0.1', 'private'], ['172.16.0.1', 'private'], ['172.31.255.255', 'private'], ['192.168.1.1', 'private'], ['100.64.0.1', 'private'],
  ['fd12:3456::1', 'private'], ['::ffff:10.0.0.1', 'private'], ['64:ff9b::a00:1', 'private'],
  ['0.0.0.0', 'never'], ['0.1.2.3', 'never'], ['::', 'never'], ['169.254.169.254', 'never'], ['::ffff:169.254.169.254', 'never'], ['64:ff9b::a9fe:a9fe', 'never'], ['fe80::1', 'never'],
  ['fd00:ec2::254', 'never'], ['100.100.100.200', 'never'], ['192.0.0.192', 'never'], ['224.0.0.1', 'never'], ['255.255.255.255', 'never'], ['ff02::1', 'never'], ['240.0.0.1', 'never'],
  ['2002:7f00:1::', 'never'], ['2001:0:1::', 'never'], ['2001:db8::1', 'never'], ['198.18.0.1', 'never'], ['64:ff9b:1::7f00:1', 'never'], ['168.63.129.16', 'never'], ['::ffff:168.63.129.16', 'never'],
  ['::10.0.0.1', 'never'], ['::127.0.0.1', 'never'], ['::8.8.8.8', 'never'], ['fec0::1', 'never'], ['4000::1', 'never'],
]
for (const [address, kind] of kinds) test(`${address} is ${kind}`, () => assert.equal(addressKind(address), kind))

const saved: Array<[url: string, as: string]> = [
  ['https://api.example.com/v1/', 'https://api.example.com/v1'], ['https://api.example.com', 'https://api.example.com'], [' http://localhost:11434/v1 ', 'http://localhost:11434/v1'],
  ['http://127.0.0.1:8080/v1', 'http://127.0.0.1:8080/v1'], ['http://[::1]:8080', 'http://[::1]:8080'], ['http://2130706433/v1', 'http://127.0.0.1/v1'],
  ['http://0x7f.1:80/v1', 'http://127.0.0.1/v1'], ['http://0177.0.0.1/', 'http://127.0.0.1'], ['https://1.1.1.1/v1', 'https://1.1.1.1/v1'], ['http://llm.localhost/v1', 'http://llm.localhost/v1'],
]
for (const [url, as] of saved) test(`${url} may be saved, as ${as}`, () => assert.equal(checkBaseUrl(url), as))

const refused = [
  'ftp://example.com', 'file:///etc/passwd', 'javascript:alert(1)', 'example.com', '', 'https://', 'https://user:secret@example.com', 'https://key@example.com/v1',
  'https://example.com/v1?key=1', 'https://example.com/v1#x', 'https://example.com/v1#', 'https://example.com/v1?', 'http://[::10.0.0.1]/v1', 'http://168.63.129.16/', 'http://10.0.0.1', 'http://192.168.0.10:1234/v1', 'http://167772161/', 'http://0xa.0.0.1', 'http://012.0.0.1',
  'http://[::ffff:10.0.0.1]/', 'http://[fd00::1]/', 'http://0.0.0.0:8000', 'http://0/', 'http://[::]/', 'http://169.254.169.254/', 'http://2852039166/', 'http://[fe80::1]/', 'http://[::ffff:a9fe:a9fe]/',
]
for (const url of refused) test(`${url || 'nothing'} may not be saved`, () => assert.throws(() => checkBaseUrl(url), isRefused))

test('private addresses may be saved where they are allowed, addresses of clouds’ credentials never', () => {
  assert.equal(checkBaseUrl('http://192.168.0.10:1234/v1', { allowPrivate: true }), 'http://192.168.0.10:1234/v1')
  for (const url of ['http://169.254.169.254/', 'http://[fd00:ec2::254]/', 'http://100.100.100.200/', 'http://0.0.0.0/']) assert.throws(() => checkBaseUrl(url, { allowPrivate: true }), isRefused)
})

test('this machine may only be asked where the base URL names it', () => {
  const throughName = rulesFor(new URL('https://api.example.com'))
  for (const url of ['http://127.0.0.1/', 'http://localhost/', 'http://localhost./', 'http://x.localhost/', 'http://[::1]/', 'http://[::ffff:127.0.0.1]/']) {
    assert.throws(() => checkUrl(new URL(url), throughName), isRefused, url)
    assert.doesNotThrow(() => checkUrl(new URL(url), rulesFor(new URL('http://localhost:8080'))), url)
  }
  assert.throws(() => checkUrl(new URL('http://127.0.0.1/'), rulesFor(new URL('https://api.example.com'), { allowPrivate: true })), isRefused, 'allowing private addresses does not allow this machine')
})

function resolving(...addresses: string[]): Resolve {
  return (_name, _options, callback) => callback(null, addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })))
}

async function lookUp(resolve: Resolve, named: NamedBaseUrl = {}): Promise<unknown> {
  const lookup = checkedLookup(rulesFor(new URL('https://name.example'), named), resolve)
  return new Promise((done, fail) => lookup('name.example', { all: true }, (error, found) => (error ? fail(error) : done(found))))
}

for (const address of ['127.0.0.1', '10.1.2.3', '192.168.0.1', '169.254.169.254', '::1', '::ffff:192.168.0.1', 'fd00::1', '0.0.0.0']) {
  test(`a name that leads to ${address} is not connected to`, async () => {
    await assert.rejects(lookUp(resolving(address)), isRefused)
    await assert.rejects(lookUp(resolving('93.184.216.34', address)), isRefused, 'not even as one address of several')
  })
}

test('a name that leads to public addresses gets exactly those', async () => {
  assert.deepEqual(await lookUp(resolving('93.184.216.34', '2606:2800:220:1::1')), [{ address: '93.184.216.34', family: 4 }, { address: '2606:2800:220:1::1', family: 6 }])
})

test('a name of a private network is connected to where that is allowed', async () => {
  assert.deepEqual(await lookUp(resolving('192.168.7.7'), { allowPrivate: true }), [{ address: '192.168.7.7', family: 4 }])
  await assert.rejects(lookUp(resolving('127.0.0.1'), { allowPrivate: true }), isRefused)
})

test('what is to be done about a private address is told as it is done where the base URL was named', async () => {
  assert.throws(() => checkBaseUrl('http://10.0.0.1'), /for this provider/)
  assert.throws(() => checkBaseUrl('http://10.0.0.1', { forOneRun: true }), /Start the run with --allow-private if that is meant\.$/)
  await assert.rejects(lookUp(resolving('10.0.0.1'), { forOneRun: true }), /^ProviderError: name\.example leads to 10\.0\.0\.1, which is in a private network\. Start the run with --allow-private/)
})

test('a caller that wants one address gets the first', async () => {
  const lookup = checkedLookup(rulesFor(new URL('https://name.example')), resolving('93.184.216.34', '93.184.216.35'))
  assert.deepEqual(await new Promise((done) => lookup('name.example', {}, (error, address, family) => done([error, address, family]))), [null, '93.184.216.34', 4])
})
