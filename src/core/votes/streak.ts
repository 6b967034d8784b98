const msOfDay = 86_400_000

/**
 * On how many days in a row, up to today, somebody voted. Who has not voted today yet keeps the streak of yesterday. Days are
 * `2026-01-31`, in any order.
 */
export function streakOf(days: Iterable<string>, today: string): number {
  const voted = new Set(days)
  const before = (day: string) => new Date(Date.parse(day) - msOfDay).toISOString().slice(0, 10)
  let [streak, day] = [0, voted.has(today) ? today : before(today)]
  for (; voted.has(day); day = before(day)) streak += 1
  return streak
}
