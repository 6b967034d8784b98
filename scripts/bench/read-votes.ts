import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { readVotes } from '../../src/formats/battles/read-votes.ts'

/** A process of its own that reads a file of votes, by our reader or in the plainest way, and tells what it cost. */
const [way, path] = process.argv.slice(2) as ['columns' | 'all-columns' | 'plain', string]
const wanted = (all: boolean) => ({ prompt: true, voter: all, category: all, style: all })

const before = process.cpuUsage()
const votes = way === 'plain' ? await readPlainly(path) : (await readVotes([path], { wanted: wanted(way === 'all-columns') })).votes.length
const { user, system } = process.cpuUsage(before)
process.stdout.write(JSON.stringify({ votes, cpuMs: (user + system) / 1_000 }))

/** Line by line with JSON.parse, names and prompts numbered by a Map. It knows one spelling of a winner and checks nothing. */
async function readPlainly(file: string): Promise<number> {
  const [models, prompts] = [new Map<string, number>(), new Map<string, number>()]
  const columns: Record<'left' | 'right' | 'outcome' | 'prompt', number[]> = { left: [], right: [], outcome: [], prompt: [] }
  const numberOf = (table: Map<string, number>, name: string) => table.get(name) ?? (table.set(name, table.size), table.size - 1)
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const row = JSON.parse(line) as { model_a: string; model_b: string; winner: string; question_id: string }
    columns.left.push(numberOf(models, row.model_a))
    columns.right.push(numberOf(models, row.model_b))
    columns.outcome.push(['model_a', 'model_b', 'tie', 'tie (bothbad)'].indexOf(row.winner))
    columns.prompt.push(numberOf(prompts, row.question_id))
  }
  return columns.left.length
}
