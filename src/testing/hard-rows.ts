import type { ImportedChallenge, ImportedRecord } from '../core/imports/records.ts'
import { anAnswer } from './imported-rows.ts'

/** Names and answers that pages break on. */

const longName = 'an-extraordinarily-long-model-name_without-a-single-place-to-break-the-line-2026-01-02-preview-experimental'

/** A web page that says whether its script ran. */
export const restlessPage = '<!doctype html><title>t</title><p id="state">still</p><script>document.getElementById("state").textContent = "ran"</script>'

const paragraph = 'The water remembers nothing of the mill, and the mill remembers nothing of the water. '

/** 30,000 characters of prose with headings. */
export const longAnswer = Array.from({ length: 25 }, (_, index) => `## Part ${index + 1}\n\n${paragraph.repeat(14)}`).join('\n\n')

export const hard: ImportedChallenge = { kind: 'challenge', key: 'hard', slug: 'hard-cases', title: `Hard cases ${'of many words '.repeat(12).trim()}`, turns: [`Answer at length. ${'nobreak'.repeat(60)}`], category: 'hard-cases' }
const web: ImportedChallenge = { kind: 'challenge', key: 'web', title: 'A restless page', turns: ['Make a page.'], outputType: 'html' }
const picture: ImportedChallenge = { kind: 'challenge', key: 'picture', title: 'A picture elsewhere', turns: ['Paint.'], outputType: 'image' }

export const hardRows: ImportedRecord[][] = [
  [anAnswer(longName, longAnswer, { challenge: hard, settings: { temperature: 0.7 }, provenance: { file: `${'folder/'.repeat(30)}answer.json` } })],
  [anAnswer('Unbroken', `${'x'.repeat(3_000)}\n\n| ${'wide | '.repeat(40)}\n|${'---|'.repeat(40)}\n| ${'cell | '.repeat(40)}\n\n\`\`\`\n${'code '.repeat(200)}\n\`\`\``, { challenge: hard })],
  [anAnswer('Empty', '', { challenge: hard })],
  [anAnswer('משרטט', 'שלום עולם. זו תשובה מימין לשמאל.\n\n漢字と仮名の文章です。', { challenge: hard })],
  [anAnswer('Restless', restlessPage, { challenge: web, outputType: 'html' })],
  [anAnswer('Restless too', restlessPage, { challenge: web, outputType: 'html' })],
  [anAnswer('Painter', { missing: 'paintings/one.png' }, { challenge: picture, outputType: 'image' })],
  [anAnswer('Painter too', { missing: 'paintings/two.png' }, { challenge: picture, outputType: 'image' })],
]

/** Turns the writing direction of whatever comes after it, up to the end of the element or of the line. */
const override = '\u202e'
const unbrokenName = (name: string) => `${name}${'0123456789'.repeat(30)}`.slice(0, 300)
const turning: ImportedChallenge = { kind: 'challenge', key: 'turning', slug: 'turning-names', title: `Turned ${override}${unbrokenName('title')}`, turns: [`Greet ${override}us.`], category: `kind${override}` }

/** Two answers to one challenge, whose names turn the page around or never break; one is Arabic. */
export const turningRows: ImportedRecord[][] = [
  [{ kind: 'model', name: 'turned', facts: { name: `Turned ${override}${unbrokenName('model')}`, creator: { slug: 'turner', name: `House ${override}of turns`, kind: 'company' } } }],
  [{ kind: 'model', name: 'mutarjim', facts: { name: `مترجم ${unbrokenName('m')}`, creator: { slug: 'dar', name: 'دار الترجمة', kind: 'company' } } }],
  [anAnswer('turned', `Good day, ${override}all of you.\n\nAnd the next paragraph runs on.`, { challenge: turning })],
  [anAnswer('mutarjim', 'مرحباً بكم جميعاً في هذا المكان.\n\n- أولاً: الماء\n- ثانياً: الجسر\n\nThen English again.', { challenge: turning })],
]
