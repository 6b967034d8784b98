import { definePage, filled } from './page.ts'

/** The way into the arena. */
export const arenaPage = definePage('/arena', async ({ ask, query }) => {
  const chosen = filled(query, ['challenge', 'category', 'pool'])
  const { open, sealed, categories } = await ask('duels.choices', {})
  const challenge = chosen.challenge ? await ask('challenges.get', { challenge: chosen.challenge }) : undefined
  const voter = await ask('voters.board', {})
  return { voter, challenge: challenge && { slug: challenge.challenge.slug, title: challenge.challenge.title }, categories, pools: { open, sealed }, chosen }
}, { personal: true })

/** A duel: sealed, or with its names. The voter's own board names models, so it waits for the vote. */
export const duelPage = definePage('/arena/{duel}', async ({ ask, params }) => {
  const duel = await ask('duels.get', { duel: params.duel!, render: true })
  return { duel, voter: duel.vote === null ? null : await ask('voters.board', {}) }
}, { personal: true, givesNoVoter: true })

/** The result of a duel that its voter shares with anybody. */
export const resultPage = definePage('/arena/results/{result}', async ({ ask, params }) => ask('results.get', { result: params.result! }))
