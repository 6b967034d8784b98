/** A vote as the ledger chains it: everything a voter or source said, by names that last. Null is unknown. */
export interface ChainedVote {
  /** Slug of the collection, and the vote's key in it. */
  collection: string
  key: string
  source: string
  /** Slug. */
  challenge: string | null
  turn: number
  /** Slugs of the models, public ids of the answers. */
  leftModel: string
  rightModel: string
  leftResponse: string | null
  rightResponse: string | null
  verdict: string
  probabilityRight: number | null
  strength: string | null
  pool: string | null
  blind: boolean | null
  sidesKnown: boolean
  judgeKind: string
  judge: string | null
  language: string | null
  category: string | null
  votedAt: string | null
  reasons: unknown
  comment: string | null
  criteria: unknown
  provenance: unknown
}

/** The fields of a vote in the order in which they are written down. Adding one needs a new version. */
const voteFields = [
  'collection', 'key', 'source', 'challenge', 'turn', 'leftModel', 'rightModel', 'leftResponse', 'rightResponse', 'verdict',
  'probabilityRight', 'strength', 'pool', 'blind', 'sidesKnown', 'judgeKind', 'judge', 'language', 'category', 'votedAt',
  'reasons', 'comment', 'criteria', 'provenance',
] as const satisfies ReadonlyArray<keyof ChainedVote>

/** The text whose SHA-256 stands for a vote: a JSON list, without spaces, of a version and the fields in their order. */
export function canonicalVote(vote: ChainedVote): string {
  return canonical(['vote-1', ...voteFields.map((field) => vote[field])])
}

/** Likewise for a voter who took a vote back. */
export function canonicalWithdrawal({ collection, key, at }: { collection: string; key: string; at: string }): string {
  return canonical(['withdrawal-1', collection, key, at])
}

/**
 * The text whose SHA-256 is the payload of an entry over votes: the hashes (hexadecimal) of its votes in ascending
 * order, one a line, so that the order in which they were stored does not matter.
 */
export function canonicalBatch(voteHashes: string[]): string {
  return voteHashes.toSorted().join('\n')
}

export interface LedgerEntry {
  id: number
  kind: 'votes' | 'withdrawal'
  /** How many votes it covers. */
  votes: number
  payload: string
  /** Hash of the entry before; of the first one, 64 zeros. */
  previous: string
  at: string
}

export const noEntry = '0'.repeat(64)

/** The text whose SHA-256 is the hash of an entry. */
export function canonicalEntry({ id, kind, votes, payload, previous, at }: LedgerEntry): string {
  return canonical(['entry-1', id, kind, votes, payload, previous, at])
}

/** Half characters, which JSON writes as escapes, become U+FFFD, as in a database. */
function canonical(values: unknown[]): string {
  const text = JSON.stringify(values)
  return text.includes('\\ud') ? JSON.stringify(values, (_, value: unknown) => (typeof value === 'string' ? value.toWellFormed() : value)) : text
}
