/** Names a fence may carry: `ts`, `c++`, `objective-c`. */
const fenceInfo = /^ {0,3}(?:```|~~~)[ \t]*([\w+#-]{1,30})[ \t]*$/gm

/**
 * The names by which a challenge may tell in which language it wants its code, the surest first: its tags, then the
 * fences of its prompts. Most tags are no language; whoever colours code knows which are.
 */
export function namedLanguages({ tags, turns }: { tags: string[]; turns: string[] }): string[] {
  return [...tags, ...turns.flatMap((turn) => [...turn.matchAll(fenceInfo)].map(([, name]) => name!))]
}
