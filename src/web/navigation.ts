/** A place of the site that the shell leads to. */
interface Place {
  name: string
  href: string
}

/** The entries of the masthead, in their order; a page names its own by id (`section`). There is room for these eight. */
export const sections = [
  { id: 'arena', name: 'Arena', href: '/arena' },
  { id: 'leaderboard', name: 'Leaderboard', href: '/leaderboard' },
  { id: 'best-for', name: 'Best for', href: '/best-for' },
  { id: 'compare', name: 'Compare', href: '/compare' },
  { id: 'lab', name: 'Lab', href: '/lab' },
  { id: 'challenges', name: 'Challenges', href: '/challenges' },
  { id: 'models', name: 'Models', href: '/models' },
  { id: 'creators', name: 'Creators', href: '/creators' },
] as const satisfies ReadonlyArray<Place & { id: string }>

export type Section = (typeof sections)[number]['id']

/** What stands in the foot beside the entries of the masthead, by heading. */
export const footGroups: ReadonlyArray<{ title: string; places: readonly Place[] }> = [
  { title: 'About the votes', places: [{ name: 'Methodology', href: '/methodology' }, { name: 'Judges and people', href: '/judges' }] },
  { title: 'About the data', places: [{ name: 'Sources and licences', href: '/datasets' }] },
  { title: 'For programs and admins', places: [{ name: 'REST API', href: '/api/v1/openapi.json' }, { name: 'Admin', href: '/admin' }] },
]
