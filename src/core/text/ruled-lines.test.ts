import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ruledLines } from './ruled-lines.ts'

const rule = '──────────'

function titles(text: string): string[] {
  return ruledLines(text.split('\n')).headings.map((heading) => heading.title)
}

const framed: Array<[string, string]> = [
  ['one line between two rules', `${rule}\nOne\n${rule}`],
  ['a blank line between rule and title', `${rule}\n\n  One\n    ${rule}\ntext`],
  ['a title on the first rule', `${rule} One\n${rule}\ntext`],
  ['a title within one rule', `text\n\n─── One ───\n\ntext`],
  ['heavy and double rules', `━━━━━━━━\nOne\n════════`],
]

for (const [what, text] of framed) {
  test(`a heading is ${what}`, () => assert.deepEqual(titles(text), ['One']))
}

const unframed: Array<[string, string]> = [
  ['a line with one rule only', `One\n${rule}\ntext`],
  ['two lines between rules', `${rule}\nOne\ntwo\n${rule}`],
  ['a row of a drawn table', `${rule}\nTotal     5\n${rule}`],
  ['a sentence between rules', `${rule}\nThis is only a remark.\n${rule}`],
  ['a drawn box', '┌─────────┐\n│ One     │\n└─────────┘'],
  ['a drawn tree', 'src\n├── one\n└── two'],
  ['anything in a code fence', `\`\`\`\n${rule}\nOne\n${rule}\n\`\`\``],
  ['an arrow', '─────> One'],
]

for (const [what, text] of unframed) {
  test(`no heading is ${what}`, () => assert.deepEqual(titles(text), []))
}

test('says which lines a heading takes, and which rules stand alone', () => {
  const text = ['intro', rule, '', 'One', rule, 'text', rule, 'more', '', `${rule} Two`, rule, 'end']
  assert.deepEqual(ruledLines(text), {
    headings: [{ title: 'One', firstLine: 1, lastLine: 4 }, { title: 'Two', firstLine: 9, lastLine: 10 }],
    rules: [6],
  })
})

test('a rule after a fence that was closed counts again', () => {
  assert.deepEqual(titles(`\`\`\`\nx\n\`\`\`\n${rule}\nOne\n${rule}`), ['One'])
})
