import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse as parseCsv } from 'csv-parse/sync'
import { type ChallengeFacts, difficulties } from '../src/core/challenges/challenge.ts'
import { creatorKinds } from '../src/core/models/model.ts'
import { isTextual, type OutputType, outputTypes } from '../src/core/responses/output-type.ts'
import { whyNoCriteria } from '../src/core/votes/criteria.ts'

const challengesFolder = join(import.meta.dirname, 'challenges')

const categories = [
  'reasoning', 'estimation', 'explanation', 'writing', 'humour', 'summarising', 'coding', 'debugging', 'svg',
  'web-page', 'data-table', 'translation', 'instruction-following', 'ethics', 'refusal', 'planning',
]

const extensions: Partial<Record<OutputType, string>> = {
  text: 'md', json: 'json', csv: 'csv', html: 'html', svg: 'svg',
}

/** A code challenge names its language by one of these tags. */
const codeExtensions = { python: 'py', sql: 'sql', typescript: 'ts' }

const fields = [
  'title', 'description', 'category', 'difficulty', 'outputType', 'tags', 'criteria', 'language', 'audiences', 'reference',
]

interface Challenge extends Required<Omit<ChallengeFacts, 'audiences' | 'criteria' | 'reference' | 'system' | 'version'>> {
  audiences?: ChallengeFacts['audiences']
  criteria?: string[]
  reference?: string[]
}

interface Answer {
  challenge: Challenge
  file: string
  author: string
  turn: number
  extension: string
  body: string
}

const authors = JSON.parse(readFileSync(join(import.meta.dirname, 'house-authors.json'), 'utf8'))
const authorSlugs: string[] = authors.authors.map((author: { slug: string }) => author.slug)
const challenges = readdirSync(challengesFolder).map(readChallenge)
const answers = challenges.flatMap(readAnswers)

function readChallenge(slug: string): Challenge {
  const folder = join(challengesFolder, slug)
  const turns = ['prompt.md', 'prompt-2.md'].filter((file) => existsSync(join(folder, file)))
  return {
    ...JSON.parse(readFileSync(join(folder, 'challenge.json'), 'utf8')),
    slug,
    turns: turns.map((file) => readFileSync(join(folder, file), 'utf8')),
  }
}

function readAnswers(challenge: Challenge): Answer[] {
  const folder = join(challengesFolder, challenge.slug, 'answers')
  if (!existsSync(folder)) return []
  return readdirSync(folder).map((name) => {
    const parts = /^([a-z]+)(?:-(\d+))?\.(\w+)$/.exec(name)
    assert.ok(parts, `${challenge.slug}/answers/${name}: name it <author>.<extension> or <author>-2.<extension>`)
    const [, author = '', turn = '1', extension = ''] = parts
    const body = readFileSync(join(folder, name), 'utf8')
    return { challenge, file: `${challenge.slug}/answers/${name}`, author, turn: Number(turn), extension, body }
  })
}

function codeTags({ tags }: Challenge) {
  return tags.filter((tag) => tag in codeExtensions) as Array<keyof typeof codeExtensions>
}

function expectedExtension(challenge: Challenge): string | undefined {
  if (challenge.outputType !== 'code') return extensions[challenge.outputType]
  const [tag] = codeTags(challenge)
  return tag && codeExtensions[tag]
}

/** What a page or picture would fetch from elsewhere. Links that a reader has to click and namespaces fetch nothing. */
function externalReferences(markup: string): string[] {
  const address = String.raw`(?:(?:https?|wss?|ftp):)?//\w`
  const withoutLinks = markup.replace(/<a\s[^>]*>/gi, '<a>')
  const attribute = String.raw`\s(?:src|srcset|href|xlink:href|poster|data|action|formaction|background)\s*=\s*`
  const loaders = 'fetch|import|importScripts|open|Worker|WebSocket|EventSource|sendBeacon|url'
  const patterns = [
    String.raw`${attribute}["']?\s*${address}`,
    String.raw`\b(?:${loaders})\(\s*(?:['"\x60]\w+['"\x60]\s*,\s*)?["'\x60]?\s*${address}`,
    String.raw`\b(?:import|from)\s+["']\s*${address}`,
    String.raw`\.(?:src|href)\s*=\s*["'\x60]${address}`,
  ]
  return patterns.flatMap((pattern) => withoutLinks.match(new RegExp(pattern, 'gi')) ?? [])
}

test('there are at least 30 challenges in at least 10 categories, and each textual output type occurs twice', () => {
  assert.ok(challenges.length >= 30)
  assert.ok(new Set(challenges.map((challenge) => challenge.category)).size >= 10)
  for (const type of outputTypes.filter(isTextual)) {
    const count = challenges.filter((challenge) => challenge.outputType === type).length
    assert.ok(count >= 2, `${type} occurs ${count} times`)
  }
})

for (const challenge of challenges) {
  test(`challenge ${challenge.slug} has every field, and only values we know`, () => {
    const { slug, turns, ...facts } = challenge
    assert.match(slug, /^[a-z0-9]+(-[a-z0-9]+)+$/)
    assert.deepEqual(Object.keys(facts).filter((field) => !fields.includes(field)), [])
    assert.ok(facts.title.trim() && facts.description.trim())
    assert.ok(categories.includes(facts.category), facts.category)
    assert.ok(difficulties.includes(facts.difficulty), facts.difficulty)
    assert.ok(outputTypes.includes(facts.outputType) && isTextual(facts.outputType), facts.outputType)
    assert.ok(facts.tags.length > 0 && facts.tags.every((tag) => /^[a-z0-9-]+$/.test(tag)), String(facts.tags))
    assert.equal(whyNoCriteria(facts.criteria ?? []), undefined)
    assert.match(facts.language, /^[a-z]{2}$/)
    assert.ok(turns.length > 0 && turns.every((turn) => turn.trim()), 'no turn may be empty')
    assert.ok((facts.reference ?? []).length <= turns.length, 'reference has one text a turn at most')
    if (facts.outputType === 'code') assert.equal(codeTags(challenge).length, 1, 'a code challenge names one language')
    for (const { slug: audience, name, keywords } of facts.audiences ?? []) {
      assert.ok(audience && name && keywords.length > 0)
      assert.deepEqual(keywords, keywords.map((keyword) => keyword.toLowerCase()))
    }
  })
}

test('every house author has a name, a style of one word and a description', () => {
  assert.equal(authors.creator.kind, 'house')
  assert.ok(creatorKinds.includes(authors.creator.kind))
  for (const { slug, name, style, description } of authors.authors) {
    assert.match(slug, /^[a-z]+$/)
    assert.ok(name && description)
    assert.match(style, /^\w+$/)
  }
})

for (const author of authorSlugs) {
  test(`house author ${author} has answered at least 24 challenges, each of them on every turn`, () => {
    const own = answers.filter((answer) => answer.author === author)
    const answered = new Set(own.map((answer) => answer.challenge))
    for (const challenge of answered) {
      const turns = own.filter((answer) => answer.challenge === challenge).map((answer) => answer.turn)
      assert.deepEqual(turns.sort(), challenge.turns.map((_, index) => index + 1), challenge.slug)
    }
    assert.ok(answered.size >= 24, `${author} has answered ${answered.size}`)
  })
}

for (const { challenge, file, author, extension, body } of answers) {
  test(`answer ${file} is of a known author and of the expected type`, () => {
    assert.ok(authorSlugs.includes(author), `${author} is not in house-authors.json`)
    assert.equal(extension, expectedExtension(challenge))
    assert.ok(body.trim(), 'the answer is empty')
    if (challenge.outputType !== 'text') assert.doesNotMatch(body, /^```/, 'the answer stands in a code fence')
    if (extension === 'json') assert.doesNotThrow(() => JSON.parse(body))
    if (extension === 'csv') assert.doesNotThrow(() => parseCsv(body))
    if (extension === 'svg') assert.match(body, /^<svg[\s>][^]*<\/svg>\s*$/)
    if (extension === 'html') assert.match(body, /^<!doctype html>/i)
    if (extension === 'svg' || extension === 'html') assert.deepEqual(externalReferences(body), [])
  })
}

test('a resource from elsewhere is found, however it is fetched', () => {
  const fetching = [
    '<script src="https://a.example/x.js"></script>', '<img src=//a.example/x.png>',
    "<image xlink:href='http://a.example'/>", '<link rel=icon href="https://a.example/i.ico">',
    'b{background:url( "https://a.example/x.png")}', '@import "//a.example/x.css";',
    "import x from 'https://a.example/x.js'", "import('https://a.example/x.js')",
    'fetch(`https://a.example`)', "new WebSocket('wss://a.example')", "image.src = 'https://a.example/x.png'",
    "request.open('GET', 'https://a.example')",
  ]
  for (const markup of fetching) assert.equal(externalReferences(markup).length, 1, markup)
})

test('namespaces, links to click, and references within the file are allowed', () => {
  const harmless = [
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">', '<use href="#wave"/>',
    '<a class="x" href="https://a.example">read</a>', 'fill="url(#sky)"', '<img src="data:image/svg+xml,x">',
    "document.createElementNS('http://www.w3.org/2000/svg', 'g')", 'fetch( // a comment',
  ]
  for (const markup of harmless) assert.deepEqual(externalReferences(markup), [], markup)
})
