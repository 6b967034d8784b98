import type { ProviderKind } from '../../core/providers/provider.ts'
import { providers } from '../../providers/all.ts'
import { keyVariableOf } from './configured.ts'

export interface EnterableKind {
  kind: Exclude<ProviderKind, 'house'>
  name: string
  /** Its own address; null where one has to be given. */
  address: string | null
  needsKey: boolean
  keyVariable: string | null
}

/** The services that can be entered, in the order they are offered. The house is there anyway. */
export const enterableKinds: readonly EnterableKind[] = providers.flatMap(({ kind, name, defaultBaseUrl, needsKey }) =>
  (kind === 'house' ? [] : [{ kind, name, address: defaultBaseUrl ?? null, needsKey, keyVariable: keyVariableOf(kind) }]))
