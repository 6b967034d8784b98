/** What has to be said of an answer that came whole: it may have ended before its writer was done, or hold nothing. */
export function endingsOf({ finishReason, text }: { finishReason: string | null | undefined; text: string | null }): string[] {
  return [
    ...(finishReason === 'length' ? ['The answer ends where the limit of output tokens was reached.'] : []),
    ...(finishReason === 'content-filter' ? ['The answer was ended by the provider’s content filter: it may not be whole.'] : []),
    ...(text === '' ? ['The answer is empty.'] : []),
  ]
}
