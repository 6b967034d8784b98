/** Tags by which a voter can say why. */
export const ballotReasons = [
  'more accurate', 'follows the instructions', 'more complete', 'more to the point', 'better written', 'better laid out', 'more original', 'mistakes in the other',
] as const
