/**
 * The form in which spellings of a model's name are compared. It takes away only what cannot tell two models apart:
 * case, the form of characters, invisible characters, and whether words are joined by spaces, underscores or dashes.
 * Dots, colons, slashes, plus signs and every word stay: `claude-2` and `claude-2.1`, `phi-2.7b` and `phi-2-7b`,
 * `gpt-4` and `gpt-4-turbo` are different models.
 */
export function normalisedSpelling(name: string): string {
  return name.normalize('NFKC').replace(/\p{Cf}/gu, '').trim().toLowerCase().replace(/[\s_\p{Pd}]+/gu, '-')
}
