import type { z } from 'zod'
import { readSettings } from '../config/settings.ts'
import { makeRenderer } from '../media/rendering/cached.ts'
import { createDuel } from '../operations/duels/create.ts'
import { voteOnDuel } from '../operations/duels/vote.ts'
import type { Caller, Operation, Services } from '../operations/operation.ts'
import { perform } from '../operations/perform.ts'
import type { ImportedRecord } from '../core/imports/records.ts'
import type { Store } from '../store/database.ts'
import { anAnswer } from './imported-rows.ts'

/** Operations on a store, with a clock that stands until it is set. */
export class DuelStage {
  readonly services: Services
  now = new Date('2026-01-02T03:04:05.000Z')

  constructor(store: Store) {
    this.services = { store, settings: readSettings({}), renderer: makeRenderer(1024 * 1024), now: () => this.now }
  }

  ask<I extends z.ZodObject, O extends z.ZodType>(operation: Operation<string, I, O>, input: z.input<I>, caller: Caller = aVoter('v'), idempotencyKey?: string) {
    return perform(operation, input, caller, this.services, { idempotencyKey })
  }

  draw(input: z.input<typeof createDuel.input> = {}, caller?: Caller) {
    return this.ask(createDuel, input, caller)
  }

  vote(duel: string, caller?: Caller, more: Partial<z.input<typeof voteOnDuel.input>> = {}) {
    return this.ask(voteOnDuel, { duel, verdict: 'left', ...more }, caller)
  }

  wait(hours: number): void {
    this.now = new Date(this.now.getTime() + hours * 3_600_000)
  }
}

/** A visitor who shows the cookie of this voter. */
export function aVoter(voter: string): Caller {
  return { kind: 'visitor', id: 'an address', voter }
}

/** Answers of some models to some challenges, each its own text. */
export function answersOf(models: string[], challenges: string[]): ImportedRecord[] {
  return challenges.flatMap((turn) => models.map((model) => anAnswer(model, `${model} on ${turn}`, { challenge: { kind: 'challenge', turns: [turn] } })))
}
