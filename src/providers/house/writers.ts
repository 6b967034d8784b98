import type { Asked } from './asked.ts'

/** A built-in writer: a manner of arranging what can be read off a prompt. */
export interface Writer {
  id: string
  name: string
  colour: [red: number, green: number, blue: number]
  write(asked: Asked): string
}

/** Said in every answer, in the writer's own way: nobody should take one for a model's. */
const confession = 'built into Diptych, so that everything can be tried without a key'

/** The manners of the house authors in `content/`. Those texts were made by hand, these are not, so the names differ. */
export const writers: readonly Writer[] = [
  {
    id: 'brevis-writer', name: 'Brevis, built-in writer', colour: [46, 49, 56],
    write: ({ subject, questions, numbers, pick }) => [
      `Asked: ${subject}`,
      questions.length > 0 ? `${count(questions.length, 'question')}, no answer.` : pick(['Read. Not answered.', 'Noted, no more.', 'Read twice, answered never.']),
      numbers.length > 0 ? `Figures: ${numbers.join(', ')}.` : 'No figures.',
      `I am no model: a writer ${confession}.`,
    ].join('\n'),
  },
  {
    id: 'notarius-writer', name: 'Notarius, built-in writer', colour: [92, 60, 46],
    write: ({ subject, questions, keyWords, wordCount, pick }) => [
      `The request before me, which comprises ${count(wordCount, 'word')}, opens as follows: “${subject}”`,
      keyWords.length > 0
        ? `The terms that recur in it are, in descending order of frequency, ${list(keyWords)}; each is to be understood in the sense in which the request itself employs it.`
        : 'No term recurs in it to an extent that would require a definition.',
      questions.length > 0
        ? `It contains ${count(questions.length, 'question')}, the first of which reads: “${questions[0]}” ${pick(['The undersigned is not in a position to answer it.', 'No answer is given here, nor should one be inferred.'])}`
        : 'It contains no sentence that takes the form of a question.',
      `For the avoidance of doubt: this statement was not produced by a language model. It was composed by a writer ${confession}, and reports only what can be read off the request.`,
    ].join('\n\n'),
  },
  {
    id: 'fabula-writer', name: 'Fabula, built-in writer', colour: [52, 84, 112],
    write: ({ subject, keyWords, numbers, pick }) => [
      `${pick(['Mira', 'Old Tomas', 'Ilse', 'Young Bram'])} found the note ${pick(['under the lamp', 'on the last bench of the tram', 'between two jars of honey'])}, folded once. “${subject}” it said.`,
      keyWords.length > 0 ? `The words that kept coming back were ${list(keyWords.map((word) => `“${word}”`))}, like people who pass a window again and again.` : 'It was a short note, and no word came back.',
      numbers.length > 0 ? `Somebody had underlined ${list(numbers)}.` : 'There was not one figure in it.',
      `${pick(['Outside it began to rain.', 'A bell rang somewhere.', 'The kettle was not yet boiling.'])} An answer would have taken somebody who understands, and this story was told by a writer ${confession}.`,
    ].join('\n\n'),
  },
  {
    id: 'ordo-writer', name: 'Ordo, built-in writer', colour: [58, 96, 70],
    write: ({ subject, questions, keyWords, numbers, wordCount }) => [
      '## What was asked', '', `> ${subject}`, '', '## What can be read off it', '', '| property | value |', '|---|---|',
      `| words | ${wordCount} |`, `| questions | ${questions.length} |`, `| figures | ${numbers.join(', ') || 'none'} |`, '',
      '## Words that recur', '', ...(keyWords.length > 0 ? keyWords.map((word, index) => `${index + 1}. ${word}`) : ['None.']), '',
      '## Who wrote this', '', `- no model`, `- a writer ${confession}`,
    ].join('\n'),
  },
]

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

function list(words: string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
