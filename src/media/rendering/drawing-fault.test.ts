import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawingFault } from './drawing-fault.ts'

const svg = (inner: string, attributes = ' xmlns="http://www.w3.org/2000/svg"') => `<svg${attributes}>${inner}</svg>`

test('a drawing that browsers draw has no fault', () => {
  const sound = [
    svg(''), svg('<path d="M0 0"/>'), svg('<g><path/></g>'), svg('<!-- <g> -->'), svg('<text>a > b</text>'), svg('<path id="a>b" d=\'"\'/>'),
    svg('<style><![CDATA[ a > b { } <g> ]]></style>'), `<?xml version="1.0"?>\n<!DOCTYPE svg [<!ENTITY a "<g>">]>\n${svg('')}`, `\n ${svg('')}\n`,
    '<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:g/></s:svg>', '<svg xmlns=\'http://www.w3.org/2000/svg\'/>',
  ]
  for (const source of sound) assert.equal(drawingFault(source), undefined, source)
})

test('what is wrong with a drawing is told', () => {
  const faulty: Array<[source: string, fault: RegExp]> = [
    ['<svg xmlns="http://www.w3.org/2000/svg"><text>O</text', /ends before/],
    ['<svg xmlns="http://www.w3.org/2000/svg"><circle r="1"/>', /ends before/],
    ['<svg xmlns="http://www.w3.org/2000/svg"><!-- and so', /ends before/],
    ['<svg xmlns="http://www.w3.org/2000/svg"><path d="M0', /ends before/],
    [svg('<g><a></g></a>'), /not closed in the order/],
    [svg('</g>'), /not closed in the order/],
    [svg('', ' width="300"'), /lacks the line/],
    [svg('', ' data-xmlns="http://www.w3.org/2000/svg"'), /lacks the line/],
    ['Here is a pelican.', /not SVG alone/], ['Here it is: <svg/>', /not SVG alone/], ['<p>no</p>', /not SVG alone/], ['', /not SVG alone/],
  ]
  for (const [source, fault] of faulty) assert.match(drawingFault(source) ?? 'nothing', fault, source)
})

test('a drawing without end is looked through once', { timeout: 20_000 }, () => {
  for (const part of ['<', '<!--', '<a ', '<a>', '"', '<![CDATA[', '<!DOCTYPE [']) assert.match(drawingFault(`<svg>${part.repeat(400_000 / part.length)}`)!, /^Browsers do not draw this/, part)
})
