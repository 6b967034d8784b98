import assert from 'node:assert/strict'
import { test } from 'node:test'
import { networkOf, plainAddress } from './address.ts'

const spellings: Array<[text: string, plain: string, network: string]> = [
  ['198.51.100.9', '198.51.100.9', '198.51.100.9'],
  ['198.51.100.9:4321', '198.51.100.9', '198.51.100.9'],
  ['::ffff:198.51.100.9', '198.51.100.9', '198.51.100.9'],
  ['[::ffff:c633:6409]:80', '198.51.100.9', '198.51.100.9'],
  ['2001:DB8:0:0:0:0:0:1', '2001:db8::1', '2001:db8:0:0::/64'],
  ['[2001:db8:1:2:3:4:5:6]:443', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1::9', '2001:db8:1::9', '2001:db8:1:0::/64'],
  ['fe80::1%eth0', 'fe80::1', 'fe80:0:0:0::/64'],
  ['::1', '::1', '0:0:0:0::/64'],
  ['unknown', 'unknown', 'unknown'],
  ['_hidden:80', '_hidden:80', '_hidden:80'],
  ['999.1.1.1:80', '999.1.1.1:80', '999.1.1.1:80'],
]
for (const [text, plain, network] of spellings) {
  test(`the address ${text} is ${plain}, of ${network}`, () => assert.deepEqual([plainAddress(text), networkOf(plainAddress(text))], [plain, network]))
}
