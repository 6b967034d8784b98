import type { Asked, Form } from './asked.ts'
import type { Writer } from './writers.ts'

/** The writer's answer in the form that was asked for: the document and nothing around it. */
export function writeDocument(writer: Writer, asked: Asked): string {
  return documents[asked.form](writer, asked, writer.write(asked))
}

/** Without the writer's name, which would give it away where answers are compared blindly. */
const by = 'a writer built into Diptych'

const documents: Record<Form, (writer: Writer, asked: Asked, text: string) => string> = {
  text: (_writer, _asked, text) => text,
  json: (_writer, { subject, questions, keyWords, numbers, wordCount }) => JSON.stringify(
    { by, isModel: false, subject, words: wordCount, questions, figures: numbers.map(Number), recurring: keyWords }, null, 2,
  ),
  csv: (_writer, { questions, keyWords, numbers, wordCount }) => [
    'property,value', `by,"${by}"`, 'is_model,no', `words,${wordCount}`, `questions,${questions.length}`, `figures,${numbers.join(' ')}`,
    ...keyWords.map((word) => `recurring,"${word}"`),
  ].join('\r\n'),
  html: ({ colour }, { subject }, text) => [
    '<!doctype html>', '<html lang="en">', '<meta charset="utf-8">', '<meta name="viewport" content="width=device-width">', `<title>${escape(subject)}</title>`,
    `<style>body { max-width: 40rem; margin: 3rem auto; padding: 0 1rem; font: 1.1rem/1.6 Georgia, serif } h1 { color: rgb(${colour.join(' ')}) } pre { white-space: pre-wrap; font: inherit }</style>`,
    `<h1>${escape(subject)}</h1>`, `<pre>${escape(text)}</pre>`, '</html>',
  ].join('\n'),
  svg: ({ colour }, asked) => {
    const shapes = Array.from({ length: 7 }, (_, index) => {
      const [x, y, size] = [asked.pick([60, 140, 220, 300, 340]), asked.pick([60, 110, 160, 210]), asked.pick([14, 22, 34, 48])]
      return `  <circle cx="${x}" cy="${y}" r="${size}" fill="rgb(${colour.join(' ')})" opacity="${((index + 2) / 12).toFixed(2)}"/>`
    })
    return [
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300" role="img">', `  <title>${escape(asked.subject)}</title>`,
      '  <rect width="400" height="300" fill="#f6f3ec"/>', ...shapes,
      `  <text x="200" y="284" text-anchor="middle" font-family="Georgia, serif" font-size="13" fill="#555">drawn by ${by}, not by a model</text>`, '</svg>',
    ].join('\n')
  },
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
