/** For each page of the site map addresses that show it, the plainest first, with everything that can be hard on it. */
export const siteAddresses: Record<string, [string, ...string[]]> = {
  '/': ['/'],
  '/models': ['/models', '/models?hasAnswers=yes&sort=answers', '/models?q=nothing-is-called-this'],
  '/models/{model}': ['/models/kimi-k2', '/models/ordo', '/models/an-extraordinarily-long-model-name-without-a-single-place-to-break-the-line-2026'],
  '/models/{model}/responses/{challenge}': [
    '/models/fabula/responses/three-experts-one-model', '/models/ordo/responses/chords-of-a-sphere', '/models/brevis/responses/museum-sign-into-arabic',
    '/models/brevis/responses/fox-reading-under-a-lamp', '/models/brevis/responses/three-pot-kitchen-timer', '/models/brevis/responses/inventory-to-the-letter',
    '/models/ordo/responses/timetable-for-route-seven', '/models/ordo/responses/free-gaps-in-a-day?view=raw', '/models/brevis/responses/grandfathers-voice',
    '/models/an-extraordinarily-long-model-name-without-a-single-place-to-break-the-line-2026/responses/hard-cases',
    '/models/unbroken/responses/hard-cases', '/models/empty/responses/hard-cases', '/models/model/responses/hard-cases', '/models/painter/responses/a-picture-elsewhere',
  ],
  '/creators': ['/creators'],
  '/creators/{creator}': ['/creators/openai'],
  '/challenges': ['/challenges', '/challenges?category=writing', '/challenges?q=nothing-is-called-this'],
  '/challenges/{challenge}': ['/challenges/letter-from-a-retiring-bridge', '/challenges/hard-cases', '/challenges/three-pot-kitchen-timer', '/challenges/thirty-days-to-a-market-stall'],
  '/compare': ['/compare', '/compare?model=brevis&challenge=hard-cases'],
  '/compare/{a}/{b}[/{c}[/{d}]]': [
    '/compare/brevis/fabula?challenge=letter-from-a-retiring-bridge', '/compare/brevis/fabula/ordo/notarius?challenge=chords-of-a-sphere', '/compare/brevis/fabula',
    '/compare/brevis/fabula/ordo?challenge=letter-from-a-retiring-bridge&diff=words', '/compare/brevis/ordo?challenge=error-messages-for-a-toaster&diff=structure',
    '/compare/brevis/fabula/ordo?challenge=fox-reading-under-a-lamp&zoom=2', '/compare/brevis/fabula?challenge=three-experts-one-model&layout=panes&audience=physicist',
    '/compare/restless/restless-too?challenge=a-restless-page', '/compare/painter/painter-too?challenge=a-picture-elsewhere', '/compare/brevis/kimi-k2',
    '/compare/unbroken/empty/model/an-extraordinarily-long-model-name-without-a-single-place-to-break-the-line-2026?challenge=hard-cases',
    '/compare/brevis/fabula?challenge=grandfathers-voice&view=raw&focus=brevis',
  ],
  '/search': ['/search', '/search?q=light', '/search?q=nothing-holds-this'],
  '/datasets': ['/datasets'],
  '/leaderboard': ['/leaderboard', '/leaderboard?judges=all&style=yes&ties=drop', '/leaderboard?view=pairs', '/leaderboard?view=prices', '/leaderboard?view=time'],
  '/best-for': ['/best-for'],
  '/judges': ['/judges'],
  '/methodology': ['/methodology'],
  '/lab': ['/lab', '/lab?prompt=A+letter+to+%7B%7Bwhom%7D%7D&system=Be+brief.&model=house%2Fordo-writer&model=house%2Ffabula-writer&model=test%2Fan-extraordinarily-long-model-name-without-a-single-place-to-break-the-line&blind=yes'],
  '/admin': ['/admin'],
}

/**
 * Pages of an admin, or of one voter, or with addresses that are made as votes are cast: `web/arena.test.ts`, `web/boards.test.ts`,
 * `web/lab.test.ts`, `web/admin.test.ts` and `web/runs.test.ts` look at them.
 */
export const personalPages = ['/arena', '/arena/{duel}', '/arena/results/{result}', '/leaderboard/{board}', '/best-for/{category}', '/lab/{session}', '/lab/{session}/answers/{column}/{round}', '/admin/providers', '/admin/providers/{provider}', '/runs', '/runs/{run}']

/** What visitors meet where there is no page. */
export const errorAddress = '/models/no-such-model'
