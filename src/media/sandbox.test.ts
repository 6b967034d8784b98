import assert from 'node:assert/strict'
import { test } from 'node:test'
import { frameSandbox, previewDocument, previewHeaders, refusesTopLevel, svgHeaders } from './sandbox.ts'

function policy(headers: Record<string, string>): string[] {
  return headers['Content-Security-Policy']!.split('; ')
}

test('a preview with scripts has exactly the policy that was agreed', () => {
  assert.equal(previewHeaders({ scripts: true })['Content-Security-Policy'],
    "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; "
    + "img-src data: blob:; media-src data: blob:; font-src data:; connect-src 'none'; form-action 'none'; "
    + "base-uri 'none'; frame-ancestors 'self'")
})

test('a still preview may run nothing', () => {
  const directives = policy(previewHeaders({ scripts: false }))
  assert.ok(directives.includes('sandbox'))
  assert.ok(directives.includes("default-src 'none'"))
  assert.doesNotMatch(directives.join(), /script/)
})

test('no response gives an answer our origin, a cookie, a feature or a referrer', () => {
  for (const headers of [previewHeaders({ scripts: true }), previewHeaders({ scripts: false }), svgHeaders()]) {
    assert.ok(policy(headers).some((directive) => /^sandbox(?: allow-scripts)?$/.test(directive)))
    assert.doesNotMatch(JSON.stringify(headers), /allow-same-origin|set-cookie|https?:/i)
    assert.equal(headers['Referrer-Policy'], 'no-referrer')
    assert.equal(headers['X-Content-Type-Options'], 'nosniff')
    assert.equal(headers['Cross-Origin-Resource-Policy'], 'same-origin')
    assert.equal(headers['Connection-Allowlist'], '()')
    assert.match(headers['Permissions-Policy']!, /^(?:[a-z-]+=\(\), )+[a-z-]+=\(\)$/)
  }
})

test('the frame is never of our origin', () => {
  assert.equal(frameSandbox({ scripts: true }), 'allow-scripts')
  assert.equal(frameSandbox({ scripts: false }), '')
})

test('the bytes of an answer are served as they are', async () => {
  const bytes = new Uint8Array([0xef, 0xbb, 0xbf, 0x3c, 0x70, 0x3e, 0x0d, 0x0a, 0xff, 0x00])
  const response = previewDocument(bytes, { scripts: false })
  assert.deepEqual(new Uint8Array(await response.arrayBuffer()), bytes)
  assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8')
})

test('a preview is served into frames only', () => {
  assert.equal(refusesTopLevel('iframe'), false)
  for (const destination of ['document', 'embed', 'object', 'empty', 'frame', '', null, undefined]) {
    assert.equal(refusesTopLevel(destination), true)
  }
})
