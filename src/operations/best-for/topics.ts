import { z } from 'zod'
import type { BoardDocument } from '../../core/boards/board.ts'
import { defaultSlice, type Slice } from '../../core/boards/slice.ts'

/** What a model can be best for: challenges of a category, or a criterion that voters judge by. */
export const topicKinds = ['category', 'criterion'] as const

export interface Topic {
  kind: (typeof topicKinds)[number]
  topic: string
  /** Votes about it on the main board. */
  votes: number
}

/** Fewer votes than this say nothing worth a page. */
export const leastVotesOfTopic = 20

/** More topics than this are no choice, and each is a board to be kept current. */
const mostTopics = 20

/** What the votes of a board are about, most votes first. */
export function topicsOf({ categories, criteria }: BoardDocument): Topic[] {
  const all = [
    ...categories.map(({ category, votes }): Topic => ({ kind: 'category', topic: category, votes })),
    ...criteria.map(({ criterion, votes }): Topic => ({ kind: 'criterion', topic: criterion, votes })),
  ]
  return all.filter(({ votes }) => votes >= leastVotesOfTopic).sort((a, b) => b.votes - a.votes).slice(0, mostTopics)
}

/** People's votes on a topic. */
export function sliceOfTopic({ kind, topic }: Pick<Topic, 'kind' | 'topic'>): Slice {
  return { ...defaultSlice, [kind]: topic }
}

export const TopicShape = z.object({
  kind: z.enum(topicKinds), topic: z.string(), votes: z.number().int().describe('Votes about it that count on the main board.'),
})
