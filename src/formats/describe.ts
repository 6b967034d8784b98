import { columnsOf } from './diptych/csv-columns.ts'
import { kindColumn } from './diptych/csv.ts'
import { collectionSchema, rowSchemas } from './diptych/schema.ts'
import type { Format } from './format.ts'

/** The page about formats, as `docs/formats.md` holds it. */
export function describeFormats(formats: Format[]): string {
  return [introduction, tableOf(formats), rules, ownRows(), ownCsv()].join('\n\n') + '\n'
}

const introduction = `# Formats

This page is written by \`node scripts/write-format-docs.ts\` from the formats themselves.

\`diptych import PATH…\` takes files, folders, archives (\`.tar\`, \`.tar.gz\`, \`.tar.zst\`, \`.zip\`), compressed files
(\`.gz\`, \`.zst\`) and standard input (\`-\`). What a file is follows from its content, so its name does not matter;
\`--format NAME\` decides it by hand. Files are read as streams, questions before answers before votes.`

function tableOf(formats: Format[]): string {
  const rows = formats.map(({ name, title, summary }) => `| \`${name}\` | ${title} | ${summary} |`)
  return ['| name | what | what it carries, and what is lost |', '|---|---|---|', ...rows].join('\n')
}

const rules = `## What holds for all of them

- A row that cannot be read is rejected with its line or index and a reason; the others go on. \`--strict\` stops there.
- A word that a format does not know (an outcome, an output type) rejects the row: nothing is guessed.
- Unknown stays unknown: a missing price, side or token count is not zero.
- Fields without a place are listed as lost. Python's \`NaN\` and \`Infinity\` are read as nothing.
- Importing again adds nothing: rows that are there are counted as duplicates.
- Nothing in a file is executed, links in archives are not followed, and their paths never touch the disk.
- Totals of pairs (those that compar:IA publishes, as CSV or heat map) and bare rows of two models and a winner are not
  imported, because there is no single vote or answer to store. \`diptych rate\` reads them ([rating](rating.md)).
- A line, array element or CSV record may be up to 128 MiB.`

function ownRows(): string {
  const kinds = Object.entries(rowSchemas).map(([kind, { shape }]) => (
    `- \`${kind}\`: ${Object.keys(shape).filter((field) => field !== 'kind').map((field) => `\`${field}\``).join(', ')}`))
  const facts = Object.keys(rowSchemas.model.shape.facts.shape).map((field) => `\`${field}\``).join(', ')
  return `## Diptych's own JSON lines

One object per line, told apart by \`kind\`:

${kinds.join('\n')}

A model's \`facts\` are ${facts}. An answer's \`body\` is its text, or \`{"base64": …}\` for other bytes, or
\`{"missing": …}\` for bytes that nobody holds. A \`challenge\` is \`{"key": …}\` where an earlier line described it,
or the challenge itself. \`blind\` is true, false or, where nobody knows, null.

\`\`\`json
{"diptych":1,"kind":"header","rows":"vote"}
{"kind":"collection","slug":"kitchen","name":"Votes from the kitchen","licence":"CC0-1.0"}
{"kind":"challenge","key":"soup","turns":["Describe soup to someone who only drinks water."]}
{"kind":"response","model":"m-1","challenge":{"key":"soup"},"body":"Water with memories.","outputType":"text"}
{"kind":"vote","key":"v1","challenge":{"key":"soup"},"left":{"model":"m-1"},"right":{"model":"m-2"},"verdict":"left","blind":true,"sidesKnown":true,"judgeKind":"human"}
\`\`\`

A line \`collection\` (${Object.keys(collectionSchema.shape).map((field) => `\`${field}\``).join(', ')}) says where the
lines after it come from. The header is optional.`
}

function ownCsv(): string {
  const kinds = Object.entries(columnsOf).map(([kind, columns]) => (
    `- \`${kind}\`: ${columns.map(({ name }) => `\`${name}\``).join(', ')}`))
  return `## Diptych's own CSV

The column \`${kindColumn}\` holds the kind of each row, \`collection\`, \`collection_name\`, \`collection_url\` and
\`collection_licence\` where it comes from. Columns may stand in any order, and all but the needed ones may be absent:

${kinds.join('\n')}

Lists and objects are JSON in their cell. \`prompt\` is the prompt itself, or a JSON list of turns. \`body_encoding\` is
\`text\`, \`base64\` or \`missing\`. An export with \`--guard-formulas\` puts an apostrophe before text that a spreadsheet
would run as a formula; such a file is safe to open and no longer exact.`
}
