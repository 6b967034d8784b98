import { couldNotLook, type Finding } from '../check.ts'

export const bothSeenVersion = 1

/** Were both answers on the screen? Only the voter's page can tell. */
export function checkBothSeen(toldSeen: boolean | null): Finding {
  return toldSeen === null ? couldNotLook : { outcome: toldSeen ? 'pass' : 'fail', detail: null }
}
