import { join } from 'node:path'
import { followJournal, type JournalFollower } from '../../media/streams/follow-journal.ts'
import type { Store } from '../../store/database.ts'

/** An answer under way, as far as it has arrived. */
export interface LiveAnswer {
  text: string
  reasoning: string
}

/** What has arrived of an answer that is being given on this machine; undefined where nothing can be seen of it. */
export function readLive(store: Pick<Store, 'folder'>, attempt: string): LiveAnswer | undefined {
  const follower = followLive(store, attempt)
  try {
    return follower.isThere ? textsOf(follower) : undefined
  } finally {
    follower.close()
  }
}

/** Follows an answer under way. Close it. */
export function followLive({ folder }: Pick<Store, 'folder'>, attempt: string): JournalFollower {
  return followJournal(join(folder, 'streams'), attempt)
}

/** What has come since it was last asked. */
export function textsOf(follower: JournalFollower): LiveAnswer {
  const live = { text: '', reasoning: '' }
  for (const { event } of follower.next()) {
    if (event.type === 'response-delta') live.text += event.text
    if (event.type === 'reasoning-delta') live.reasoning += event.text
  }
  return live
}
