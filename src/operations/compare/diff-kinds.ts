/** How differences between two answers are shown: by words, by lines, or by the structure of JSON. */
export const diffKinds = ['words', 'lines', 'structure'] as const
export type DiffKind = (typeof diffKinds)[number]
