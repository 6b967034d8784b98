import type { Env } from 'markdown-it'

/** What one rendering has spent so far: no answer may cost or grow more than it honestly could. */
export interface RenderState {
  headingOffset: number
  formulas: number
  formulaCharacters: number
  highlightedCharacters: number
  /** Characters of addresses that reference links took from their definitions. */
  repeatedUrlCharacters: number
  linksOpen: number
}

export function newRenderState(headingOffset: number): RenderState & Env {
  return { headingOffset, formulas: 0, formulaCharacters: 0, highlightedCharacters: 0, repeatedUrlCharacters: 0, linksOpen: 0 }
}

/** markdown-it hands every rule the environment it was called with; ours is always a render state. */
export function renderState(environment: Env | undefined): RenderState {
  return environment as Env & RenderState
}
