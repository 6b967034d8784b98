import { join } from 'node:path'
import type { ImportedChallenge, ImportedRow } from '../../src/core/imports/records.ts'
import { readCatalogue } from '../../src/formats/content.ts'
import { openStore } from '../../src/store/database.ts'
import { createImportWriter } from '../../src/store/import.ts'
import { Chance } from '../../src/testing/chance.ts'
import { root } from './measured-process.ts'

/** 250 models of the catalogue, of which 200 answered 50 challenges: 10,000 answers. */
const modelCount = 250
const answering = 200
const challengeCount = 50
/** These challenges have answers of 6 KB, the others of 1.4 KB, which is the middle of 164,000 collected ones. */
const longChallenges = 10

export interface SmallDatabase {
  folder: string
  /** Slugs. */
  models: string[]
  longChallenges: string[]
}

/** Makes a database of generated answers; the same every time. */
export async function makeSmallDatabase(folder: string): Promise<SmallDatabase> {
  const store = await openStore({ folder })
  const writer = await createImportWriter(store.write, {
    collection: { slug: 'bench', name: 'Benchmark', licence: 'Apache-2.0' }, now: () => new Date('2026-01-02T03:04:05Z'),
    putBlob: () => Promise.reject(new Error('There are only texts.')),
  })
  const catalogue = (await readCatalogue(join(root, 'content'))).slice(0, modelCount)
  await writer.write(catalogue)
  const names = catalogue.flatMap((row) => ('records' in row ? row.records : [])).flatMap((record) => (record.kind === 'model' ? record.name : []))
  for (let number = 0; number < challengeCount; number++) await writer.write(challengeRows(number, names.slice(0, answering)))
  await store.close()
  return { folder, models: names.slice(0, answering), longChallenges: Array.from({ length: longChallenges }, (_, number) => slugOf(number)) }
}

function slugOf(number: number): string {
  return `bench-${number}`
}

function challengeRows(number: number, models: string[]): ImportedRow[] {
  const slug = slugOf(number)
  const challenge: ImportedChallenge = { kind: 'challenge', key: `bench:${slug}`, slug, title: `Benchmark ${number}`, turns: [`Explain the thing with number ${number} to a friend.`] }
  const length = number < longChallenges ? 6_000 : 1_400
  return models.map((model, index) => ({
    at: { index }, records: [challenge, { kind: 'response', model, challenge, outputType: 'text', body: markdown(new Chance(number * 1_000 + index), length) }],
  }))
}

const words = 'the a of and to in it is for with as that on be this light water time model answer small because friend spring clock garden every little through never always between measure carefully'.split(' ')

/** Markdown as models write it: headings, paragraphs, lists, code, a table and a formula, for about so many characters. */
export function markdown(chance: Chance, length: number): string {
  const phrase = (most: number) => Array.from({ length: 3 + chance.below(most) }, () => chance.pick(words)).join(' ')
  const paragraph = () => Array.from({ length: 4 }, () => `${phrase(14)}, **${phrase(3)}** and \`${chance.pick(words)}\`.`).join(' ')
  const blocks = [
    () => `## ${phrase(4)}`, paragraph, paragraph,
    () => Array.from({ length: 5 }, () => `- ${phrase(10)} *${phrase(2)}*`).join('\n'),
    () => `\`\`\`js\nconst ${chance.pick(words)} = (value) => value.map((one) => one + ${chance.below(99)}) // ${phrase(4)}\nreturn "${phrase(3)}"\n\`\`\``,
    () => `| ${phrase(2)} | ${phrase(2)} |\n| --- | ---: |\n${Array.from({ length: 3 }, () => `| ${phrase(2)} | ${chance.below(1_000)} |`).join('\n')}`,
    () => `It follows that $x_{${chance.below(9)}} = \\frac{${chance.below(99)}}{2}$, because ${phrase(8)}.`,
  ]
  let text = ''
  for (let index = 0; text.length < length; index++) text += `${blocks[index % blocks.length]!()}\n\n`
  return text.slice(0, length)
}
