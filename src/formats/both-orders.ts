import type { Verdict } from '../core/votes/vote.ts'

/**
 * The verdict of a judge who saw the same two answers in both orders: a side wins only where both games say so, as
 * FastChat's and Arena-Hard's authors count, and one win beside a tie is a tie. Where the games name opposite winners the
 * judge followed the place and not the answer: that is no verdict, and no tie either. Where a game gave none, there is none.
 */
export function verdictOfBothOrders(first: Verdict, second: Verdict): Verdict {
  if (first === 'abstain' || second === 'abstain') return 'abstain'
  if (first === second) return first
  return first === 'tie' || second === 'tie' ? 'tie' : 'abstain'
}
