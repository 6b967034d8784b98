import type { Cells } from './cells.ts'
import {
  bothClusters, clusterMeatOf, dispersionOf, meatOf, rowSlopesOf, sandwichOf, uncertaintyOf,
  type ClusterMeat, type FitRows, type RowSlopes, type Uncertainty,
} from './covariance.ts'
import { totalsOf, type Fit } from './fit.ts'
import type { RateOptions } from './report.ts'
import type { Votes } from './votes.ts'

export interface Errors {
  /** Null where no error can be told. */
  uncertainty: Uncertainty | null
  /** The covariances that the errors are the largest of, for the parameters after θ. */
  covariances: Float64Array[]
  /** Share of the variance of the ratings that comes from prompts, where votes share prompts. */
  promptShare?: number
  /** What to know about the errors, or why there are none: whole sentences. */
  reasons: string[]
}

/** What the votes of a fit varied by: sums over votes, or over clusters of them, of the squares of their slopes. */
export interface Variation {
  votes: number
  meat(): Float64Array
  clusterMeat(clusters: Int32Array): ClusterMeat
  dispersion(): number
}

export function variationOf(fit: Fit, cells: Cells, rows: FitRows): Variation {
  let slopes: RowSlopes | undefined
  return {
    votes: totalsOf(cells).games,
    meat: () => meatOf(fit, cells),
    clusterMeat: (clusters) => clusterMeatOf(fit, (slopes ??= rowSlopesOf(fit, rows)), clusters),
    dispersion: () => dispersionOf(fit, cells),
  }
}

type Clusters = Partial<Record<'prompt' | 'voter' | 'both', ClusterMeat>>

/**
 * Standard errors of a fit as the options ask for them. `recommended` is the larger of the sandwich, stretched by N / (N - K)
 * or clustered, and of φ times the inverse information: the first is too narrow with few votes, the second where votes
 * depend on each other. `covariance` is the fit's own.
 */
export function errorsOf(fit: Fit, covariance: Float64Array, variation: Variation, columns: VoteClusters, options: RateOptions): Errors {
  const count = fit.theta.length
  const sandwich = sandwichOf(covariance, variation.meat(), fit.size)
  const clusters = options.se === 'hessian' ? {} : clustersOf(variation, columns, options.cluster)
  const promptShare = promptShareOf(fit, covariance, sandwich, clusters.prompt ?? (columns.prompt && variation.clusterMeat(columns.prompt)))
  const reasons = reasonsOf(options, clusters)
  const counts = Object.values(clusters).map((one) => one.clusters)
  if (counts.some((clustered) => clustered < 2)) return { uncertainty: null, covariances: [], promptShare, reasons }

  const covariances = options.se === 'hessian' ? [covariance]
    : counts.length > 0 ? clusteredCovariances(covariance, fit.size, clusters)
    : [options.se === 'recommended' ? stretched(sandwich, variation.votes, count) : sandwich]
  if (options.se === 'recommended') covariances.push(times(covariance, variation.dispersion()))
  const uncertainty = uncertaintyOf(covariances, count, fit.size, counts.length > 0 ? Math.min(...counts) - 1 : Infinity)
  if (!isDegenerate(uncertainty, count)) return { uncertainty, covariances, promptShare, reasons }
  reasons.push('The votes vary too little for a sandwich alone to tell an error: take the recommended one.')
  return { uncertainty: null, covariances: [], promptShare, reasons }
}

/** Which votes belong together. */
export type VoteClusters = Pick<Votes, 'prompt' | 'voter'>

/** The clusters that were asked for, as far as the votes tell them. */
function clustersOf(variation: Variation, { prompt, voter }: VoteClusters, cluster: RateOptions['cluster']): Clusters {
  const clusters: Clusters = {}
  if (cluster === 'none') return clusters
  if (prompt && cluster !== 'voter') clusters.prompt = variation.clusterMeat(prompt)
  if (voter && cluster !== 'prompt') clusters.voter = variation.clusterMeat(voter)
  if (clusters.prompt && clusters.voter) clusters.both = variation.clusterMeat(bothClusters(prompt!, voter!))
  return clusters
}

/**
 * One covariance for each way of clustering; for both ways V(prompt) + V(voter) - V(prompt and voter) too (Cameron, Gelbach
 * and Miller, 2011), which is no covariance of anything by itself where it is less than one of them.
 */
function clusteredCovariances(covariance: Float64Array, size: number, { prompt, voter, both }: Clusters): Float64Array[] {
  const sandwich = ({ meat, clusters }: ClusterMeat) => sandwichOf(covariance, meat, size, clusters / (clusters - 1))
  const ways = [prompt, voter].filter((one) => one !== undefined).map(sandwich)
  if (!both) return ways
  const ofBoth = sandwich(both)
  return [...ways, ways[0]!.map((value, at) => value + ways[1]![at]! - ofBoth[at]!)]
}

/** N / (N - K) times the sandwich. With no more votes than models it stays as it is. */
function stretched(sandwich: Float64Array, votes: number, models: number): Float64Array {
  return votes > models ? times(sandwich, votes / (votes - models)) : sandwich
}

function times(matrix: Float64Array, factor: number): Float64Array {
  return matrix.map((value) => factor * value)
}

/** 1 - sandwich / clustered: what votes on the same prompts have in common. Undefined where prompts are not known, or one. */
function promptShareOf(fit: Fit, covariance: Float64Array, sandwich: Float64Array, ofPrompts: ClusterMeat | undefined): number | undefined {
  if (!ofPrompts || ofPrompts.clusters < 2) return undefined
  const clustered = sandwichOf(covariance, ofPrompts.meat, fit.size, ofPrompts.clusters / (ofPrompts.clusters - 1))
  const [alone, together] = [traceOf(sandwich, fit), traceOf(clustered, fit)]
  return together > 0 ? Math.max(0, 1 - alone / together) : undefined
}

function traceOf(matrix: Float64Array, { theta, size }: Fit): number {
  return theta.reduce((sum, _, model) => sum + matrix[model * size + model]!, 0)
}

function reasonsOf({ se, cluster }: RateOptions, clusters: Clusters): string[] {
  if (cluster === 'none') return []
  if (se === 'hessian') return ['The Hessian knows no clusters: the errors take each vote as one by itself.']
  const asked = cluster === 'both' ? ['prompt', 'voter'] as const : [cluster]
  return asked.flatMap((name) => {
    const found = clusters[name]
    if (!found) return [`The votes do not tell their ${name}s: the errors do not group them by ${name}.`]
    return found.clusters < 2 ? [`All votes are of one ${name}: what another one would change cannot be told, so there are no errors.`] : []
  })
}

/** A width of nothing is no error: votes that all agree, or all are ties. */
function isDegenerate({ se, difference }: Uncertainty, count: number): boolean {
  const least = 1e-7
  return se.some((error) => !(error > least)) || difference.some((error, at) => at % (count + 1) !== 0 && !(error > least))
}
