import { settingsTable } from './settings.ts'

/** docs/settings.md, made from the table of settings. */
export function settingsDocument(): string {
  const rows = Object.values(settingsTable).map(({ env, default: value, help, ...rest }) =>
    `| \`${env}\` | ${shown(value)} | ${help}${'secret' in rest && rest.secret ? ' **Secret.**' : ''} |`)
  return [
    '# Settings', '', 'Generated from `src/config/settings.ts` by `node scripts/write-settings-docs.ts`.',
    'Settings are read once, at the start, from environment variables. A wrong value stops the start with a list of what is wrong.', '',
    '| variable | default | meaning |', '|---|---|---|', ...rows, '',
  ].join('\n')
}

function shown(value: unknown): string {
  if (value === '' || (Array.isArray(value) && value.length === 0)) return 'empty'
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : `\`${String(value)}\``
}
