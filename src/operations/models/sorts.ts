/** What a list of models may be sorted by. */
export const modelSorts = ['released', 'name', 'context', 'price', 'answers'] as const
