import { hash } from 'node:crypto'
import type { z } from 'zod'
import type { Database } from '../../store/database.ts'
import { readCells, readRunChallenges, responsesOfCells, type ColumnRow, type RunRow } from '../../store/runs/read.ts'
import { decodeCursor, encodeCursor } from '../paging.ts'
import { untrusted } from '../untrusted.ts'
import type { RunCellShape } from './shapes.ts'

/** A page of a matrix has about so many cells, however many columns and samples there are. */
const cellsOfPage = 2_000
const [fewestRows, mostRows] = [5, 100]

export interface Matrix {
  challenges: Array<{ slug: string; title: string }>
  cells: Array<z.input<typeof RunCellShape>>
  nextCursor: string | null
}

/** Some rows of a run's matrix: as many challenges as are asked for, or as make a page. */
export async function readMatrix(db: Database, run: RunRow, columns: ColumnRow[], { limit, cursor }: { limit?: number; cursor?: string }): Promise<Matrix> {
  const length = limit ?? Math.min(mostRows, Math.max(fewestRows, Math.floor(cellsOfPage / (columns.length * run.samples || 1))))
  const after = cursor ? Number(decodeCursor(cursor, 1)[0]) : undefined
  const rows = await readRunChallenges(db, run.id, { after, limit: length + 1 })
  const page = rows.slice(0, length)
  const ids = page.map(({ id }) => id)
  const [cells, responses] = await Promise.all([readCells(db, run.id, ids), responsesOfCells(db, run.id, ids)])
  const slugs = new Map(page.map(({ id, slug }) => [id, slug]))
  const positions = new Map(columns.map(({ id, position }) => [id, position]))
  return {
    challenges: page.map(({ slug, title }) => ({ slug, title })),
    cells: cells.map((cell) => ({
      challenge: slugs.get(cell.challenge_id!)!, column: positions.get(cell.run_model_id)!, sample: cell.sample, state: cell.state, tries: cell.tries,
      notBefore: cell.not_before, problem: cell.problem, message: cell.message === null ? null : untrusted(cell.message), response: responses.get(cell.id) ?? null,
    })),
    nextCursor: rows.length > length ? encodeCursor([page.at(-1)!.id]) : null,
  }
}

type Cell = Matrix['cells'][number]

export function keyOfCell({ challenge, column, sample }: Cell): string {
  return `${column} ${sample} ${challenge}`
}

/** All of a cell that can change. */
export function stateOfCell({ state, tries, notBefore, message, response }: Cell): string {
  return JSON.stringify([state, tries, notBefore, message?.text, response])
}

/** Names what somebody has seen: the same name is the same state of everything in it. */
export function versionOf(seen: Array<string | number>): string {
  return hash('sha256', JSON.stringify(seen)).slice(0, 16)
}
