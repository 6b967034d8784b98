import { openStore, inTransaction, type Database } from '../../src/store/database.ts'
import { createImportWriter } from '../../src/store/import.ts'
import { insertRun } from '../../src/store/runs/create.ts'
import { ensureRunCollection } from '../../src/store/runs/questions.ts'
import { insertNew } from '../../src/store/rows.ts'
import { Chance } from '../../src/testing/chance.ts'

const modelCount = 100
const challengeCount = 1_000
const at = '2026-01-02T03:04:05.000Z'

export interface RunDatabase {
  folder: string
  run: string
  cells: number
}

/** Makes a database with one run of 100,000 cells that is nearly done: 97 % filled, 2 % failed, the rest waiting. */
export async function makeRunDatabase(folder: string): Promise<RunDatabase> {
  const store = await openStore({ folder })
  const writer = await createImportWriter(store.write, {
    collection: { slug: 'bench', name: 'Benchmark' }, now: () => new Date(at), putBlob: () => Promise.reject(new Error('There are only texts.')),
  })
  const challenges = Array.from({ length: challengeCount }, (_, number) => ({
    at: { index: number },
    records: [{ kind: 'challenge' as const, key: `c${number}`, slug: `challenge-${number}`, title: `Challenge ${number}`, turns: [`Explain the thing with number ${number} to a friend.`] }],
  }))
  const models = Array.from({ length: modelCount }, (_, number) => ({ at: { index: number }, records: [{ kind: 'model' as const, name: `model ${number}`, facts: { name: `Model ${number}` } }] }))
  await writer.write([...challenges, ...models])
  const run = await inTransaction(store.write, (tx) => fillRun(tx))
  await store.close()
  return { folder, run, cells: modelCount * challengeCount }
}

async function fillRun(tx: Database): Promise<string> {
  const collection = await ensureRunCollection(tx, at)
  const models = await tx.selectFrom('models').select('id').orderBy('id').execute()
  const challenges = await tx.selectFrom('challenges').select('id').orderBy('id').execute()
  const { id: run, publicId } = await insertRun(tx, {
    kind: 'run', name: 'Benchmark', asked: {}, ownWorker: true, concurrency: 50, samples: 1, budgetUsd: null, budgetTokens: null, caller: 'system:bench', at,
    models: models.map(({ id }, index) => ({ modelId: id, provider: 'bench', connection: null, name: `model ${index}`, settings: { temperature: 0.5 }, price: null, limits: {} })),
    cells: challenges.flatMap(({ id }) => models.map((_, model) => ({ model, challengeId: id, sample: 1 }))),
  })
  const cells = await tx.selectFrom('run_cells').innerJoin('run_models', 'run_models.id', 'run_cells.run_model_id')
    .select(['run_cells.id', 'run_cells.challenge_id', 'run_models.model_id']).where('run_cells.run_id', '=', run).orderBy('run_cells.id').execute()
  const chance = new Chance(1)
  const outcomes = cells.map((cell) => ({ ...cell, roll: chance.below(100) }))
  const filled = outcomes.filter(({ roll }) => roll < 97)
  const failed = outcomes.filter(({ roll }) => roll >= 97 && roll < 99)
  const { id: body } = await tx.insertInto('bodies').values({ sha256: '0'.repeat(64), size: 5, words: 1, bytes: Buffer.from('Fine.') }).returning('id').executeTakeFirstOrThrow()
  const provenance = JSON.stringify({ run: publicId, provider: 'bench', software: '@ai-sdk/openai-compatible 3.0.92', requestedModel: 'm', warnings: [] })
  const [settings, usage] = [JSON.stringify({ temperature: 0.5 }), JSON.stringify({ input: 90, output: 400 })]
  await insertNew(tx, { table: 'responses', columns: responseColumns, returning: 'id' }, filled.map(({ id, model_id, challenge_id }) => [
    `bench${id}`, model_id, challenge_id, collection, body, 'text', 1, 1, at, settings, 90, 400, 210.5, 2_100, 0.001, 'stop', false, provenance, at,
  ]))
  const responses = new Map((await tx.selectFrom('responses').select(['id', 'public_id']).execute()).map(({ id, public_id }) => [public_id, id]))
  await insertNew(tx, { table: 'attempts', columns: attemptColumns, returning: 'id' }, [...filled, ...failed].map(({ id, roll }) => [
    `attempt${id}`, run, id, 'bench', 1, 1, roll < 97 ? 'complete' : 'failed', 'bench', at, at, roll < 97 ? null : 'invalid', roll < 97 ? null : 'The provider did not take it.',
    roll < 97 ? 490 : 0, roll < 97 ? 0.001 : null, usage, responses.get(`bench${id}`) ?? null,
  ]))
  for (const [model, answers] of Map.groupBy(filled, ({ model_id }) => model_id)) {
    const { length } = answers
    await tx.updateTable('run_models').set({
      answers: length, counted: length, priced: length, input_tokens: 90 * length, output_tokens: 400 * length, cost_usd: 0.001 * length, answer_ms: 2_100 * length,
    }).where('run_id', '=', run).where('model_id', '=', model).execute()
  }
  for (const [state, some] of [['filled', filled], ['failed', failed]] as const) {
    for (let start = 0; start < some.length; start += 500) {
      await tx.updateTable('run_cells').set({ state, tries: 1 }).where('id', 'in', some.slice(start, start + 500).map(({ id }) => id)).execute()
    }
  }
  return publicId
}

const responseColumns = [
  'public_id', 'model_id', 'challenge_id', 'collection_id', 'body_id', 'output_type', 'turn', 'sample', 'answered_at', 'settings', 'input_tokens',
  'output_tokens', 'ttft_ms', 'duration_ms', 'cost_usd', 'finish_reason', 'transformed', 'provenance', 'created_at',
] as const

const attemptColumns = [
  'public_id', 'run_id', 'cell_id', 'provider', 'turn', 'number', 'state', 'owner', 'asked_at', 'ended_at', 'problem', 'message', 'tokens', 'cost_usd',
  'usage', 'response_id',
] as const
