const ids = ['small', 'large', 'thinker']

/** The models the endpoint offers, as each service lists its own. */
export function listModels(headers: Record<string, unknown>, path: string): unknown {
  if (path.includes('/v1beta/')) {
    return { models: ids.map((id) => ({
      name: `models/${id}`, displayName: id.toUpperCase(), inputTokenLimit: 32_768, supportedGenerationMethods: ['generateContent'],
    })) }
  }
  if ('anthropic-version' in headers) {
    const data = ids.map((id) => ({ type: 'model', id, display_name: id.toUpperCase(), created_at: '2026-01-02T03:04:05Z' }))
    return { data, has_more: false, first_id: ids[0], last_id: ids.at(-1) }
  }
  return { object: 'list', data: ids.map((id) => ({ id, object: 'model', created: 1_767_323_045, owned_by: 'diptych', context_length: 32_768 })) }
}
