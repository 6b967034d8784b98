import axe, { type AxeResults, type RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'

/** What the answers' own pages hold is theirs, so frames are left out; that they have titles is tested. */
const rules: RunOptions = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], iframes: false, resultTypes: ['violations'] }

/** What axe finds, one line for each kind of barrier. The tools run beside the page, so that its policy stays on. */
export async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate((options) => (window as unknown as { axe: { run(options: unknown): Promise<AxeResults> } }).axe.run(options), rules as never)
  return violations.map(({ id, nodes }) => ({ id, nodes: nodes.filter(({ html }) => !isFormulaHeader(id, html)) })).filter(({ nodes }) => nodes.length)
    .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary?.split('\n').at(1)?.trim()}`).join(' | ')}`)
}

/** axe 4 does not read MathML, so that a column headed by a formula looks unnamed to it. */
function isFormulaHeader(id: string, html: string): boolean {
  return id === 'empty-table-header' && html.includes('<math')
}
