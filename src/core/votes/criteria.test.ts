import assert from 'node:assert/strict'
import { test } from 'node:test'
import { whyNoCriteria } from './criteria.ts'

const cases: Array<[name: string, criteria: string[], refused?: RegExp]> = [
  ['none', []],
  ['short names in any script', ['clear', 'sound of it', 'Gefühl', '音の響き', "reader's ear", 'well-built', 'नाद']],
  ['eight', Array.from('abcdefgh')],
  ['nine', Array.from('abcdefghi'), /up to 8 criteria, this one 9/],
  ['one twice', ['clear', 'clear'], /named twice/],
  ['an empty one', [''], /“” is no short name/],
  ['one with white space around it', [' clear'], /no short name/],
  ['one that a list of verdicts could not hold', ['clear=left'], /no short name/],
  ['one with a comma', ['a,b'], /no short name/],
  ['a name of every object', ['__proto__'], /no short name/],
  ['half a character', ['a\ud83d'], /no short name/],
  ['a line', ['a\nb'], /no short name/],
  ['one of 40', ['x'.repeat(40)]],
  ['one of 41', ['x'.repeat(41)], /up to 40/],
]

for (const [name, criteria, refused] of cases) {
  test(`criteria of a challenge: ${name}`, () => {
    const reason = whyNoCriteria(criteria)
    if (refused) assert.match(reason ?? 'accepted', refused)
    else assert.equal(reason, undefined)
  })
}
