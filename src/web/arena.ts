import { admit } from '../http/voter.ts'
import type { App, HttpServices } from '../http/context.ts'
import { isDomainError } from '../core/errors.ts'
import { createDuel } from '../operations/duels/create.ts'
import { getDuel } from '../operations/duels/get.ts'
import { skipDuel } from '../operations/duels/skip.ts'
import { undoVote } from '../operations/duels/undo.ts'
import { voteOnDuel } from '../operations/duels/vote.ts'
import type { Operation } from '../operations/operation.ts'
import { perform } from '../operations/perform.ts'
import { drawChoices, duelPath } from './arena-address.ts'
import { readForm, type C } from './forms.ts'

/**
 * The forms of the arena. Each leads on to a page of its own (303), so that nothing here needs a script, and going back
 * or reloading votes for nothing twice. `refuse` answers the page that says why a form was not taken.
 */
export function mountArena(app: App, services: HttpServices, refuse: (c: C, error: unknown) => Promise<Response>): void {
  const takeForm = (path: string, take: (c: C, duel: string) => Promise<Response>) =>
    app.post(path, (c) => take(c, c.req.param('duel') ?? '').catch((error: unknown) => refuse(c, error)))
  takeForm('/arena', async (c) => {
    const form = await readForm(c)
    return c.redirect(await drawNext(c, form, services), 303)
  })
  takeForm('/arena/:duel/votes', async (c, duel) => {
    const form = await readForm(c)
    await ask(c, voteOnDuel as unknown as Operation, { duel, ...voteOf(form) }, services).catch((error: unknown) => passOverVoted(error, c, duel, services))
    return c.redirect(`${duelPath(duel, queryOf(c))}#reveal`, 303)
  })
  takeForm('/arena/:duel/skip', async (c, duel) => {
    await ask(c, skipDuel as unknown as Operation, { duel }, services)
    return c.redirect(await drawNext(c, queryOf(c), services), 303)
  })
  takeForm('/arena/:duel/undo', async (c, duel) => {
    await ask(c, undoVote as unknown as Operation, { duel }, services)
    return c.redirect(`${duelPath(duel, queryOf(c))}#reveal`, 303)
  })
}

/** Who sends a ballot twice is shown what their first one said. @throws the error, where there is no vote. */
async function passOverVoted(error: unknown, c: C, duel: string, services: HttpServices): Promise<void> {
  if (!isDomainError(error) || error.kind !== 'conflict') throw error
  const { vote } = await perform(getDuel, { duel }, c.get('caller'), services)
  if (vote === null) throw error
}

/** Draws as the form asks, and answers where the duel is. */
async function drawNext(c: C, form: URLSearchParams, services: HttpServices): Promise<string> {
  const asked = Object.fromEntries(drawChoices.flatMap((name) => (form.get(name) ? [[name, form.get(name)!]] : [])))
  const duel = (await ask(c, createDuel as unknown as Operation, { ...asked, ahead: form.get('ahead') === 'yes' }, services)) as { id: string }
  return duelPath(duel.id, new URLSearchParams(asked))
}

async function ask(c: C, operation: Operation, input: Record<string, unknown>, services: HttpServices): Promise<unknown> {
  await admit(c as unknown as Parameters<typeof admit>[0], operation, services)
  return perform(operation, input, c.get('caller'), services)
}

/** The ballot as the operation takes it: fields that were left alone are left out. */
function voteOf(form: URLSearchParams): Record<string, unknown> {
  const text = (name: string) => form.get(name)?.trim() || undefined
  const criteria = Object.fromEntries([...form].flatMap(([field, value]) => (field.startsWith('criteria.') && value ? [[field.slice('criteria.'.length), value]] : [])))
  const reasons = form.getAll('reason')
  const dwellMs = Number(text('dwellMs') ?? Number.NaN)
  return {
    verdict: text('verdict'),
    ...(text('strength') && { strength: text('strength') }),
    ...(Object.keys(criteria).length > 0 && { criteria }),
    ...(reasons.length > 0 && { reasons }),
    // A form sends line breaks as CR LF; the limit counts what was written.
    ...(text('comment') && { comment: text('comment')!.replaceAll('\r\n', '\n') }),
    ...(Number.isFinite(dwellMs) && { dwellMs: Math.min(86_400_000, Math.max(0, Math.round(dwellMs))) }),
    ...(form.has('scriptsRun') && { scriptsRun: form.getAll('scriptsRun').filter(Boolean) }),
    ...(text('bothSeen') && { bothSeen: text('bothSeen') === 'yes' }),
  }
}

function queryOf(c: C): URLSearchParams {
  return new URL(c.req.url).searchParams
}
