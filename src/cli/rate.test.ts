import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { zstdCompressSync } from 'node:zlib'
import { isDomainError } from '../core/errors.ts'
import type { RatedFiles } from '../operations/ratings/rate-files.ts'
import { projectFolder } from '../testing/app.ts'
import { Chance } from '../testing/chance.ts'
import { dataPath, jsonLines, withoutData } from '../testing/source-files.ts'
import { parseCommandLine, UsageError } from './arguments.ts'
import type { CommandContext } from './command.ts'
import { rateCommand } from './rate.ts'

let folder: string

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'diptych-rate-'))
})
after(() => rm(folder, { recursive: true, force: true }))

/** Runs the command in this process, without a store to open. Answers what it prints. */
async function rate(words: string[]): Promise<string> {
  return (await ended(words)).printed
}

/** The same, with the exit code. */
async function ended(words: string[]): Promise<{ printed: string; warned: string; code: number | void }> {
  let [printed, warned] = ['', '']
  const context: Pick<CommandContext, 'out' | 'warn'> = { out: (text) => void (printed += text), warn: (text) => void (warned += text) }
  const code = await rateCommand.run(parseCommandLine(words, rateCommand.options), context as CommandContext)
  return { printed, warned, code }
}

async function ratingOf(words: string[]): Promise<RatedFiles> {
  return JSON.parse(await rate([...words, '--json'])) as RatedFiles
}

interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs the program in an empty folder, where a database would be seen. */
function diptych(words: string[], input = ''): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(projectFolder, 'src', 'main.ts'), ...words], { cwd: folder, env: { ...process.env, DIPTYCH_DATA: join(folder, 'data') } })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (chunk) => (stdout += chunk))
    child.stderr.on('data', (chunk) => (stderr += chunk))
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

const battles = jsonLines(
  { model_a: 'm-1', model_b: 'm-2', winner: 'model_a', prompt: 'p' }, { model_a: 'm-2', model_b: 'm-3', winner: 'model_a', prompt: 'q' },
  { model_a: 'm-3', model_b: 'm-1', winner: 'model_a', prompt: 'p' }, { model_a: 'm-1', model_b: 'm-3', winner: 'tie (bothbad)', prompt: 'q' },
  { model_a: 'm-1', model_b: 'm-2', winner: 'draw', prompt: 'r' }, { model_a: 'm-1', model_b: 'm-1', winner: 'tie', prompt: 'r' },
  { model_a: '', model_b: 'm-2', winner: 'tie' },
)

test('a file that holds the bytes of another under another name counts once, and both outputs say so', async () => {
  const [one, two] = [await file('one.jsonl', battles), await file('two.jsonl', battles)]
  const [alone, both, table] = [await ratingOf([one]), await ended([one, two, '--json']), await ended([one, two])]
  const { models, hash, votes } = JSON.parse(both.printed) as RatedFiles
  assert.deepEqual([models, hash, votes.used, votes.read], [alone.models, alone.hash, alone.votes.used, 2 * alone.votes.read])
  assert.deepEqual(votes.rejected[0], { reason: 'the same bytes as those of a file before', count: 7, examples: [`${two} as ${one}`] })
  for (const { warned } of [both, table]) assert.equal(warned, `Not counted again, being the same bytes as those of a file before: ${two} as ${one}\n`)
  assert.ok(table.printed.includes('not counted: 7 × the same bytes as those of a file before'))
  assert.equal((await ended([one])).warned, '')
})

test('the RIVAL-style score is a column where it is asked for, unknown where prompts are, and changes no rating', async () => {
  const path = await file('v.jsonl', battles)
  const [plain, scored] = [await ratingOf([path]), await ratingOf([path, '--rival-score'])]
  const unscored = ({ models }: RatedFiles) => models.map((model) => ({ ...model, rivalScore: undefined }))
  assert.deepEqual(unscored(scored), unscored(plain))
  assert.equal(scored.hash, plain.hash)
  // m-2: lost to m-1 on p, beat m-3 on q. (0 + ½) / 2 and (1 + ½) / 2 are ¼ from their mean.
  const { rivalScore } = scored.models.find(({ model }) => model === 'm-2')!
  assert.deepEqual(rivalScore, { winRate: 0.5, consistency: 0.5, credibility: 0.02, score: 5 })
  const table = await rate([path, '--rival-score'])
  assert.match(table, /  RIVAL-style\n/)
  assert.match(table, /does not ask against whom/)
  assert.doesNotMatch(await rate([path]), /RIVAL/)
  const withoutPrompts = await rate([await file('w.jsonl', jsonLines({ model_a: 'a', model_b: 'b', winner: 'a' })), '--rival-score'])
  assert.match(withoutPrompts, /^.*  a  .*–$/m)
})

test('the answer has every field that was promised', async () => {
  const report = await ratingOf([await file('v.jsonl', battles), '--pairs'])
  assert.deepEqual(Object.keys(report).filter((key) => !['tie', 'differences', 'promptShare', 'fit'].includes(key)),
    ['method', 'options', 'votes', 'exists', 'components', 'scale', 'models', 'pairs', 'sources', 'hash'])
  assert.deepEqual(report.votes.rejected.map(({ reason, count, examples }) => [reason, count, examples?.map((one) => one.split(':').at(-1))]), [
    ['a model has no name', 1, ['7']], ['self-play: both answers are by one model', 1, ['6 "m-1"']], ['unknown winner label', 1, ['5 "draw"']],
  ])
  assert.deepEqual([report.votes.read, report.votes.used, report.exists, report.components], [7, 4, true, [['m-1', 'm-2', 'm-3']]])
  assert.deepEqual(Object.keys(report.models[0]!), [
    'model', 'rating', 'se', 'lo', 'hi', 'rankLo', 'rankHi', 'rankLoSimultaneous', 'rankHiSimultaneous', 'tier', 'pBest', 'games', 'wins', 'losses', 'ties', 'bothBad',
  ])
  assert.match(report.hash, /^[0-9a-f]{64}$/)
})

test('the table has names, intervals, tiers, what was not counted, and says to add prompts', async () => {
  // On every second prompt the better model is another one.
  const pairs = [['m-0', 'm-1'], ['m-1', 'm-2'], ['m-0', 'm-2']] as const
  const rows = Array.from({ length: 600 }, (_, index) => {
    const [[model_a, model_b], prompt] = [pairs[index % 3]!, Math.floor(index / 30)]
    return { model_a, model_b, winner: prompt % 2 === 0 ? 'model_a' : index % 5 === 0 ? 'tie' : 'model_b', prompt: `p-${prompt}` }
  })
  const printed = await rate([await file('v.jsonl', jsonLines(...rows, { model_a: 'm-0', model_b: 'm-1', winner: 'draw' }))])
  assert.match(printed, /^Bradley-Terry, prior 0\.5, recommended errors, ties as half wins\n600 of 601 votes on 3 models, read as plain votes\n {2}not counted: 1 × unknown winner label \(.*v\.jsonl:601 "draw"\)/)
  assert.match(printed, /rank +tier +model +rating +95 %/)
  assert.match(printed, /Add prompts, not votes: \d+ % of the variance/)
  assert.match(printed, /hash [0-9a-f]{64}\n$/)
})

test('names of a terminal’s commands are shown without them', async () => {
  const printed = await rate([await file('v.jsonl', jsonLines({ model_a: 'red \u001B[31mname', model_b: 'two\nlines', winner: 'tie' }))])
  assert.ok(!printed.includes('\u001B') && printed.includes('two lines'))
})

describe('names are opaque', () => {
  test('__proto__, both Unicode forms and line breaks come back as they went', async () => {
    const names = ['__proto__', 'constructor', 'caf\u00e9', 'cafe\u0301', 'two\nlines', ' spaced ', '\u202Eright-to-left', 'a=b', '1', 'null']
    const rows = names.flatMap((model_a) => names.filter((model_b) => model_b !== model_a).map((model_b) => ({ model_a, model_b, winner: 'tie' })))
    const { models } = await ratingOf([await file('names.jsonl', jsonLines(...rows)), '--anchor', 'a=b=1200'])
    assert.deepEqual(models.map(({ model }) => model).sort(), [...names].sort())
    assert.ok(models.every(({ rating }) => Math.abs(rating! - 1_200) < 1e-6))
  })
})

describe('the same votes', () => {
  const chance = new Chance(9)
  const rows = Array.from({ length: 400 }, () => {
    const a = chance.below(6)
    return { model_a: `m-${a}`, model_b: `m-${(a + 1 + chance.below(5)) % 6}`, winner: chance.pick(['model_a', 'model_a', 'model_b', 'tie', 'both_bad']), prompt: `p-${chance.below(20)}`, judge: `v-${chance.below(9)}`, category: chance.pick(['x', 'y']), tokens_a: chance.below(500), tokens_b: chance.below(500) }
  })
  const csv = ['model_a,model_b,winner,prompt,judge,category,tokens_a,tokens_b', ...rows.map((row) => Object.values(row).join(','))].join('\r\n')

  test('in any form and from any place are the same rating, with the same hash', async () => {
    const path = await file('same.jsonl', jsonLines(...rows))
    const forms = [[path], [await file('same.csv', csv)], [await file('same.json', JSON.stringify(rows))], [await file('same.jsonl.zst', zstdCompressSync(jsonLines(...rows)))], [await file('one.jsonl', jsonLines(...rows.slice(0, 150))), await file('two.csv', [csv.split('\r\n')[0], ...csv.split('\r\n').slice(151)].join('\n'))]]
    const options = ['--cluster', 'both', '--by', 'category', '--style', '--side']
    const [first, ...others] = await Promise.all(forms.map((paths) => ratingOf([...paths, ...options])))
    assert.ok(first!.style!.some(({ feature }) => feature === 'tokens'))
    for (const other of others) assert.deepEqual({ ...other, sources: [] }, { ...first, sources: [] })
  })

  test('have another hash with other options, and so have other votes', async () => {
    const path = await file('same.jsonl', jsonLines(...rows))
    const other = await file('other.jsonl', jsonLines({ ...rows[0]!, winner: rows[0]!.winner === 'tie' ? 'model_a' : 'tie' }, ...rows.slice(1)))
    const reports = await Promise.all([ratingOf([path]), ratingOf([path]), ratingOf([path, '--prior', '1']), ratingOf([path, '--ties', 'drop']), ratingOf([other])])
    const [first, again, ...different] = reports.map(({ hash }) => hash)
    assert.equal(first, again)
    assert.equal(new Set([first, ...different]).size, 4)
  })
})

test('a toy is called one: Elo has no interval and no rank', async () => {
  const { models, reason } = await ratingOf([await file('v.jsonl', battles), '--method', 'elo'])
  assert.ok(models.every(({ lo, rankLo }) => lo === null && rankLo === null))
  assert.match(reason!, /order/)
})

describe('what cannot be answered', () => {
  const cases: Array<[what: string, words: () => Promise<string[]>, kind: 'usage' | 'invalid' | 'not-found' | 'unavailable', message: RegExp]> = [
    ['no file', async () => [], 'usage', /Say which files/],
    ['an unknown option', async () => ['v.jsonl', '--methode', 'bt'], 'usage', /methode/],
    ['an unknown method', async () => ['v.jsonl', '--method', 'glicko'], 'usage', /--method is bt, davidson, rao-kupper or elo, not "glicko"\./],
    ['an unknown error', async () => ['v.jsonl', '--se', 'x'], 'usage', /--se is recommended, sandwich or hessian/],
    ['an unknown cluster', async () => ['v.jsonl', '--cluster', 'x'], 'usage', /--cluster is none, prompt, voter or both/],
    ['an unknown treatment of ties', async () => ['v.jsonl', '--ties', 'x'], 'usage', /--ties is half or drop/],
    ['an unknown division', async () => ['v.jsonl', '--by', 'model'], 'usage', /--by is category/],
    ['unknown voters', async () => ['v.jsonl', '--voters', 'cats'], 'usage', /--voters is humans, judges or all/],
    ['a prior below zero', async () => ['v.jsonl', '--prior=-1'], 'usage', /--prior is a number from 0/],
    ['a prior below zero after a space', async () => ['v.jsonl', '--prior', '-1'], 'usage', /--prior is a number from 0 to 1,000,000, not "-1"/],
    ['rounds below zero', async () => ['v.jsonl', '--bootstrap', '-1'], 'usage', /--bootstrap is a whole number from 0 to 100,000, not "-1"/],
    ['a second anchor', async () => ['v.jsonl', '--anchor', 'm-1=1000', '--anchor', 'm-2=1000'], 'usage', /--anchor is given twice/],
    ['a file twice', async () => ['v.jsonl', 'v.jsonl'], 'usage', /v\.jsonl is named twice/],
    ['a prior that is no number', async () => ['v.jsonl', '--prior', 'half'], 'usage', /--prior is a number from 0/],
    ['half a round', async () => ['v.jsonl', '--bootstrap', '1.5'], 'usage', /--bootstrap is a whole number from 0 to 100,000/],
    ['an anchor without a rating', async () => ['v.jsonl', '--anchor', 'm-1'], 'usage', /--anchor is MODEL=RATING/],
    ['standard input twice', async () => ['-', '-'], 'usage', /only once/],
    ['a format that there is not', async () => [await file('v.jsonl', battles), '--format', 'x'], 'invalid', /There is no format "x" of votes\. There are: votes, diptych-jsonl/],
    ['a side that the source has lost', async () => [await file('annotations.json', JSON.stringify([{ instruction: 'i', output_1: '', generator_1: 'b', output_2: '', generator_2: 'm', annotator: 'j', preference: 1 }])), '--side'], 'invalid', /does not say which answer stood left/],
    ['a file that is not there', async () => [join(folder, 'nowhere.jsonl')], 'not-found', /There is no file or folder/],
    ['a file of something else', async () => [await file('notes.txt', 'hello')], 'unavailable', /notes\.txt: no votes are known in this form/],
    ['a file that breaks off', async () => [await file('short.jsonl.zst', zstdCompressSync(battles.repeat(500)).subarray(0, 60))], 'unavailable', /short\.jsonl\.zst/],
  ]
  for (const [what, words, kind, message] of cases) {
    test(`${what} is told what to do`, async () => {
      await assert.rejects(rate(await words()), (error: Error) => {
        assert.match(error.message, message)
        assert.equal(error instanceof UsageError ? 'usage' : isDomainError(error) && error.kind, kind)
        return true
      })
    })
  }

  for (const [what, name, content] of [['nothing', 'empty.jsonl', ''], ['nothing but names of columns', 'head.csv', 'model_a,model_b,winner\n']] as const) {
    test(`a file of ${what} gets a report that says so, and ends with 1`, async () => {
      const { printed, code } = await ended([await file(name, content), '--json'])
      const { reason, models, votes } = JSON.parse(printed) as RatedFiles
      assert.deepEqual([models, votes, code], [[], { read: 0, used: 0, rejected: [] }, 1])
      assert.equal(reason, 'There are no votes to rate by.')
    })
  }

  test('votes that give no number say why, and tell no rating', async () => {
    const { exists, reason, models, undefeated } = await ratingOf([await file('few.jsonl', jsonLines({ model_a: 'm-1', model_b: 'm-2', winner: 'model_a' })), '--prior', '0'])
    assert.equal(exists, false)
    assert.ok(reason)
    assert.deepEqual(undefeated, ['m-1'])
    assert.ok(models.every(({ rating, lo, rankLo }) => rating === null && lo === null && rankLo === null))
  })
})

test('from start to end: standard input is read, JSON alone is printed, the exit code tells what happened, no database is made', async () => {
  const [good, unreadable, wrong, help] = await Promise.all([
    diptych(['rate', '-', '--json'], battles), diptych(['rate', join(folder, 'nowhere.jsonl'), '--json']), diptych(['rate', '--json']), diptych(['rate', '--help']),
  ])
  assert.deepEqual([good, unreadable, wrong, help].map(({ code }) => code), [0, 1, 2, 0])
  assert.equal((JSON.parse(good!.stdout) as RatedFiles).votes.used, 4)
  assert.equal(good!.stderr, '')
  for (const { stdout, stderr } of [unreadable!, wrong!]) assert.ok(stderr.includes((JSON.parse(stdout) as { error: { message: string } }).error.message))
  for (const name of Object.keys(rateCommand.options)) assert.ok(help!.stdout.includes(`--${name}`), name)
  assert.equal(existsSync(join(folder, 'data')), false)
})

describe('real votes', () => {
  const goldens: Array<[votes: string, golden: string]> = [
    ['votes/evalica/simple.csv', 'votes/evalica/simple-golden.csv'], ['votes/evalica/food.csv', 'votes/evalica/food-golden.csv'],
    ['votes/llmfao/crowd-comparisons.csv', 'votes/llmfao/expected-evalica-golden.csv'],
  ]
  for (const [votes, golden] of goldens) {
    test(`${votes}: Bradley-Terry and Elo as evalica has them`, { skip: withoutData(votes) }, async () => {
      const [bt, elo, expected] = await Promise.all([ratingOf([dataPath(votes), '--prior', '0']), ratingOf([dataPath(votes), '--method', 'elo']), goldenOf(golden)])
      const strengths = new Map(bt.models.map(({ model, rating }) => [model, 10 ** ((rating! - 1_000) / 400)]))
      const total = [...strengths.values()].reduce((sum, one) => sum + one, 0)
      assert.equal(bt.models.length, expected.get('bradley_terry')!.size)
      for (const [model, score] of expected.get('bradley_terry')!) assert.ok(Math.abs(strengths.get(model)! / total - score) < 1e-9, model)
      const ratings = new Map(elo.models.map(({ model, rating }) => [model, rating!]))
      for (const [model, score] of expected.get('elo')!) assert.ok(Math.abs(ratings.get(model)! - score) < 1e-9, model)
    })
  }

  const arena = 'votes/arena-2024-03-29/decided-pairs-25models.csv'
  test('Arena’s pairs of 2024-03-29 come out in the published order, but for models with few votes', { skip: withoutData(arena) }, async () => {
    const [{ models, votes }, csv] = await Promise.all([ratingOf([dataPath(arena)]), readFile(dataPath('votes/arena-2024-03-29/expected-leaderboard.csv'), 'utf8')])
    const published = new Map(csv.trim().split('\n').slice(1).map((line) => line.split(',')).map(([model, rating]) => [model!, Number(rating)]))
    assert.equal(votes.used, 154_279)
    // Ties are not in these totals, so only the order can be compared. The figure is the data's own: 0.9946.
    assert.ok(spearman(models.map(({ model, rating }) => [rating!, published.get(model)!])) > 0.994)
  })

  const comparia = 'votes/comparia/pairs-2025-08-25.csv'
  test('compar:IA’s pairs come out much in the order of its own score', { skip: withoutData(comparia) }, async () => {
    const [{ models, votes }, csv] = await Promise.all([ratingOf([dataPath(comparia)]), readFile(dataPath('votes/comparia/expected-scores-2025-08-25.csv'), 'utf8')])
    const published = new Map(csv.trim().split('\n').slice(1).map((line) => line.split(',')).map(([model, median]) => [model!, Number(median)]))
    assert.equal(votes.used, 102_864)
    // Their score is a bootstrap over random orders of Elo: 0.877 with a fit, as the data's own notes say.
    const found = spearman(models.map(({ model, rating }) => [rating!, published.get(model)!]))
    assert.ok(Math.abs(found - 0.877) < 0.002, `Spearman's rho is ${found}`)
  })
})

/** algorithm → item → score. */
async function goldenOf(name: string): Promise<Map<string, Map<string, number>>> {
  const lines = (await readFile(dataPath(name), 'utf8')).trim().split('\n').slice(1)
  const golden = new Map<string, Map<string, number>>()
  for (const line of lines) {
    const [, algorithm, item, score] = /^([^,]+),(.*),([^,]+)$/.exec(line.trim())!
    if (!golden.has(algorithm!)) golden.set(algorithm!, new Map())
    golden.get(algorithm!)!.set(item!.replaceAll('"', ''), Number(score))
  }
  return golden
}

/** Rank correlation of pairs without ties. */
function spearman(pairs: Array<[number, number]>): number {
  const rankIn = (values: number[]) => values.map((value) => values.filter((other) => other > value).length)
  const [one, other] = [rankIn(pairs.map(([x]) => x)), rankIn(pairs.map(([, y]) => y))]
  const squares = one.reduce((sum, rank, index) => sum + (rank - other[index]!) ** 2, 0)
  return 1 - (6 * squares) / (pairs.length * (pairs.length ** 2 - 1))
}
