import { pairOf, votesOf } from './vote-tables.ts'

/**
 * Nine mixtures tasted in pairs: first, second, wins of the first, of the second, ties. Springall, Response surface fitting
 * using a generalization of the Bradley-Terry paired comparison model, Applied Statistics 22 (1973).
 */
const tastings: Array<[number, number, number, number, number]> = [
  [1, 2, 2, 16, 7], [1, 3, 0, 21, 1], [1, 4, 5, 10, 10], [1, 5, 2, 15, 7], [1, 6, 0, 22, 2], [1, 7, 12, 3, 9],
  [1, 8, 13, 9, 5], [1, 9, 10, 12, 3], [2, 3, 6, 11, 5], [2, 4, 17, 2, 7], [2, 5, 9, 6, 8], [2, 6, 8, 12, 6],
  [2, 7, 24, 2, 0], [2, 8, 16, 3, 5], [2, 9, 15, 2, 7], [3, 4, 22, 2, 4], [3, 5, 14, 4, 5], [3, 6, 11, 4, 7],
  [3, 7, 24, 1, 3], [3, 8, 22, 0, 3], [3, 9, 17, 2, 6], [4, 5, 3, 14, 9], [4, 6, 2, 18, 4], [4, 7, 12, 6, 5],
  [4, 8, 10, 6, 6], [4, 9, 8, 9, 11], [5, 6, 5, 11, 9], [5, 7, 20, 0, 2], [5, 8, 15, 2, 5], [5, 9, 13, 5, 9],
  [6, 7, 27, 1, 0], [6, 8, 19, 1, 5], [6, 9, 18, 2, 2], [7, 8, 2, 13, 8], [7, 9, 2, 21, 5], [8, 9, 6, 8, 8],
]

export const springall = votesOf(tastings.flatMap(([one, other, wins, losses, ties]) => pairOf(String(one), String(other), wins, losses, ties)))
