import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isDomainError } from '../core/errors.ts'
import { explainOpening, explainTrouble } from './trouble.ts'

const sqlite = (errcode: number) => Object.assign(new Error('sqlite'), { code: 'ERR_SQLITE_ERROR', errcode })
const other = (code: string) => Object.assign(new Error(code), { code })
const here = { folder: '/data', postgresUrl: 'postgres://h/d' }

const opening: Array<[what: string, error: Error, says: RegExp | undefined]> = [
  ['a folder that is none', other('ENOTDIR'), /data folder \/data cannot be written/],
  ['a database that may not be written', sqlite(8), /data folder \/data cannot be written/],
  ['a folder that may not be written (SQLITE_READONLY_DIRECTORY)', sqlite(8 | 6 << 8), /data folder \/data cannot be written/],
  ['a file that cannot be opened (SQLITE_CANTOPEN_ISDIR)', sqlite(14 | 2 << 8), /data folder \/data cannot be written/],
  ['a file that is cut off', sqlite(11), /damaged.*restore/],
  ['a file of something else', sqlite(26), /damaged.*restore/],
  ['a server that is not there', other('ECONNREFUSED'), /PostgreSQL server.*ECONNREFUSED/],
  ['a wrong password', other('28P01'), /PostgreSQL server.*28P01/],
  ['a full disk', sqlite(13), /disk is full/],
  ['a mistake of ours', sqlite(1), undefined],
]
for (const [what, error, says] of opening) {
  test(`on opening, ${what} is ${says ? 'told in a sentence' : 'told as it is'}`, () => {
    const explained = explainOpening(error, here) as Error
    assert.equal(isDomainError(explained), says !== undefined)
    if (says) assert.match(explained.message, says)
    else assert.equal(explained, error)
  })
}

test('while running, damage and a full disk are told in a sentence, anything else is not explained away', () => {
  assert.match(explainTrouble(sqlite(267))!.message, /doctor/)
  assert.match(explainTrouble(other('ENOSPC'))!.message, /disk is full/)
  for (const error of [sqlite(8), other('EACCES'), new Error('x')]) assert.equal(explainTrouble(error), undefined)
})
