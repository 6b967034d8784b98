import type { describeMachine } from './machine.ts'
import { rounded, type Result } from './result.ts'

/** The page of the documentation that tells the figures of one run. */
export function benchmarksDocument(machine: ReturnType<typeof describeMachine>, results: Result[], skipped: string[]): string {
  return `# Benchmarks

Written by \`npm run bench -- --write\` on ${machine.date}, from one run on ${machine.cpu} with ${machine.cores} cores and
${machine.memory}, Node ${machine.node}; one thread copied ${machine.memcpyGigabytesPerSecond} GB/s. Figures per request are CPU time of the server process, asked
over HTTP by a client in another process: the median of rounds in which ours and its baseline take turns. The baseline is
the plainest thing that could do the job, on the same machine in the same minute.

| what | goal | measured | met | baseline | ratio |
|---|---|---|---|---|---|
${results.map(rowOf).join('\n')}

## What exactly

${results.map(({ name, detail }) => `- **${name}**: ${detail}`).join('\n')}
${skipped.length ? `\nSkipped, because the data was not there: ${skipped.join(', ')}.\n` : ''}`
}

function rowOf({ name, goal, value, unit, met, baseline, ratio }: Result): string {
  const shown = (number: number | undefined) => (number === undefined ? '' : rounded(number).toLocaleString('en', { maximumFractionDigits: 4 }))
  return `| ${name} | ${goal ?? ''} | ${shown(value)} ${unit} | ${met === null ? '' : met ? 'yes' : '**no**'} | ${shown(baseline)} | ${shown(ratio)} |`
}
