import assert from 'node:assert/strict'
import { test } from 'node:test'
import { embeddedDocument, wholeFence } from './embedded-document.ts'

const page = '<!DOCTYPE html>\n<html><body>x</body></html>'
const drawing = '<svg width="1"><path/></svg>'

const documents: Array<[string, string, 'html' | 'svg', string]> = [
  ['a bare page', page, 'html', page],
  ['a page in one fence', `\n\`\`\`html\n${page}\n\`\`\`\n`, 'html', page],
  ['a page in a fence without a name', `~~~\n${page}\n~~~`, 'html', page],
  ['a page without a document type', '<html lang="en"></html>', 'html', '<html lang="en"></html>'],
  ['a bare drawing', drawing, 'svg', drawing],
  ['a drawing in one fence', `\`\`\`svg\n${drawing}\n\`\`\``, 'svg', drawing],
  ['a drawing with a prolog', `<?xml version="1.0"?>\n${drawing}`, 'svg', `<?xml version="1.0"?>\n${drawing}`],
  ['a drawing after a comment', `<!-- a -->${drawing}`, 'svg', `<!-- a -->${drawing}`],
]

for (const [what, text, outputType, source] of documents) {
  test(`${what} can be previewed`, () => assert.deepEqual(embeddedDocument(text), { outputType, source }))
}

for (const text of [
  '', 'text', `Here it is:\n\`\`\`html\n${page}\n\`\`\``, `\`\`\`html\n${page}\n\`\`\`\nEnjoy!`, `\`\`\`html\n${page}`,
  `\`\`\`html\n${page}\n\`\`\`\n\n\`\`\`css\na{}\n\`\`\``, '<p>only a part</p>', '<svg>', '<svgx></svgx>',
  `${drawing} and more`, '<!--',
]) {
  test(`${JSON.stringify(text)} is no document`, () => assert.equal(embeddedDocument(text), undefined))
}

test('a whole fence gives its name and its text', () => {
  assert.deepEqual(wholeFence('```JSON\n{}\n```'), { language: 'json', source: '{}' })
  assert.deepEqual(wholeFence('````\n```\nx\n```\n````'), { language: '', source: '```\nx\n```' })
  assert.deepEqual(wholeFence('```\n```'), { language: '', source: '' })
})
