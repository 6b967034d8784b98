import assert from 'node:assert/strict'
import { test } from 'node:test'
import { retryAfterMs } from './retry-after.ts'

const now = Date.parse('2026-03-01T12:00:00Z')
const waits: Array<[headers: Record<string, string>, body: string, ms: number | undefined]> = [
  [{ 'retry-after': '1' }, '', 1_000], [{ 'retry-after': ' 0.5 ' }, '', 500], [{ 'retry-after': '0' }, '', 0], [{ 'retry-after-ms': '1500', 'retry-after': '9' }, '', 1_500],
  [{ 'retry-after': 'Sun, 01 Mar 2026 12:01:00 GMT' }, '', 60_000], [{ 'retry-after': 'Sun, 01 Mar 2026 11:00:00 GMT' }, '', 0],
  [{}, '{"error":{"details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.07s"}]}}', 34_070],
  [{}, '', undefined], [{ 'retry-after': 'soon' }, '', undefined], [{ 'retry-after': '-3' }, '', undefined],
]
for (const [headers, body, ms] of waits) test(`${JSON.stringify(headers)} ${body} asks to wait ${ms} ms`, () => assert.equal(retryAfterMs(headers, body, now), ms))
