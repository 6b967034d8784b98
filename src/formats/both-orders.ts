import type { Verdict } from '../core/votes/vote.ts'

/**
 * The verdict of a judge who saw the same two answers in both orders: a side wins only where both games say so, as
 * FastChat's and Arena-Hard's authors count. Where one of the games gave none, there is none.
 */
export function verdictOfBothOrders(first: Verdict, second: Verdict): Verdict {
  if (first === 'abstain' || second === 'abstain') return 'abstain'
  return first === second ? first : 'tie'
}
