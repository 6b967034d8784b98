import { identityLeakVersion, type LeakKind } from '../../duels/identity-leak.ts'
import { couldNotLook, type Finding } from '../check.ts'

export const identityLeakCheckVersion = identityLeakVersion

/** What is known of an answer: whether it may reveal its author, and how; null where it could not be looked through. */
export type LeakMark = { leaks: boolean; kind: LeakKind | null } | null

/** Did both answers keep their author to themselves? */
export function checkIdentityLeak(left: LeakMark, right: LeakMark): Finding {
  const kinds = { ...(left?.leaks && { left: left.kind }), ...(right?.leaks && { right: right.kind }) }
  if (Object.keys(kinds).length > 0) return { outcome: 'fail', detail: kinds }
  return left && right ? { outcome: 'pass', detail: null } : couldNotLook
}
