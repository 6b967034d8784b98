/** A name that turns the writing direction does so up to its end, in plain text too, which has no elements to hold it. */
export function isolated(name: string): string {
  return /[\u202a-\u202e\u2066-\u2069]|\p{Script=Arabic}|\p{Script=Hebrew}/u.test(name) ? `\u2068${name}\u2069` : name
}
