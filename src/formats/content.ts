import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { ChallengeFacts } from '../core/challenges/challenge.ts'
import type { CollectionFacts, ImportedChallenge, ImportedRow } from '../core/imports/records.ts'
import type { CreatorFacts, ModelFacts } from '../core/models/model.ts'

/** The collection of our own challenges and the house authors' answers. */
export const houseCollection: CollectionFacts = { slug: 'diptych', name: 'Diptych', licence: 'Apache-2.0' }

/** Marks facts of the shipped catalogue: they belong to models, not to answers, so the collection stays empty of responses. */
export const catalogueCollection: CollectionFacts = { slug: 'catalogue', name: 'models.dev', url: 'https://models.dev', licence: 'MIT' }

interface Catalogue {
  models: ModelFacts[]
}

interface HouseAuthors {
  creator: CreatorFacts
  authors: Array<{ slug: string; name: string; style: string; description: string }>
}

async function readJson<T>(...path: string[]): Promise<T> {
  return JSON.parse(await readFile(join(...path), 'utf8')) as T
}

/** The shipped models with the spellings that certainly mean them, as rows to import. */
export async function readCatalogue(folder: string): Promise<ImportedRow[]> {
  const { models } = await readJson<Catalogue>(folder, 'catalogue.json')
  const spellings = Object.entries(await readJson<Record<string, string>>(folder, 'aliases.json'))
  const withAliases = models.map((facts) => ({
    ...facts, aliases: [...(facts.aliases ?? []), ...spellings.filter(([, slug]) => slug === facts.slug).map(([spelling]) => spelling)],
  }))
  return withAliases.map((facts, index) => ({ at: { index }, records: [{ kind: 'model', name: facts.slug!, facts }] }))
}

/** Our challenges, the house authors and their answers, as rows to import. The file's bytes are the answer. */
export async function readHouse(folder: string): Promise<ImportedRow[]> {
  const { creator, authors } = await readJson<HouseAuthors>(folder, 'house-authors.json')
  const rows: ImportedRow[] = authors.map(({ slug, name, style }, index) => (
    { at: { index }, records: [{ kind: 'model', name: slug, facts: { slug, name, creator, variant: style } }] }))
  for (const slug of (await readdir(join(folder, 'challenges'))).sort()) {
    rows.push(await readChallenge(join(folder, 'challenges', slug), slug, authors.map((author) => author.slug)))
  }
  return rows
}

async function readChallenge(folder: string, slug: string, authors: string[]): Promise<ImportedRow> {
  const facts = await readJson<Omit<ChallengeFacts, 'turns'>>(folder, 'challenge.json')
  const names = await readdir(folder)
  const prompts = names.filter((name) => /^prompt(-\d+)?\.md$/.test(name)).sort(byTurn)
  const turns = await Promise.all(prompts.map(async (name) => (await readFile(join(folder, name), 'utf8')).replace(/\n$/, '')))
  const challenge: ImportedChallenge = { kind: 'challenge', key: `diptych:${slug}`, slug, ...facts, turns }
  const answers = names.includes('answers') ? (await readdir(join(folder, 'answers'))).sort(byTurn) : []
  const responses = await Promise.all(answers.map(async (name) => {
    const [, author, turn] = /^(.+?)(?:-(\d+))?$/.exec(name.slice(0, -extname(name).length))!
    return authors.includes(author!)
      ? [{ kind: 'response' as const, model: author!, challenge, turn: Number(turn ?? 1), body: await readFile(join(folder, 'answers', name)), outputType: facts.outputType ?? 'text' }]
      : []
  }))
  return { at: { index: 0 }, records: [challenge, ...responses.flat()] }
}

function byTurn(a: string, b: string): number {
  const turnOf = (name: string) => Number(/-(\d+)\.\w+$/.exec(name)?.[1] ?? 1)
  return turnOf(a) - turnOf(b) || (a < b ? -1 : 1)
}
