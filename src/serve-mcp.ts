import type { Command } from './cli/command.ts'

/** `diptych mcp`: the operations as MCP tools over standard input and output. Reads only, unless asked for more. */
export const mcpCommand: Command = {
  name: 'mcp',
  usage: 'mcp',
  summary: 'Offer the operations as MCP tools over standard input and output.',
  options: { write: { type: 'boolean', help: 'Also offer operations that change something.' } },
  async run({ options }, context) {
    const [{ serveStdio }, { makeMcpServer }] = await Promise.all([import('@modelcontextprotocol/server/stdio'), import('./mcp/server.ts')])
    const services = await context.services()
    const caller = options.write ? { kind: 'system' as const, id: 'mcp' } : { kind: 'visitor' as const, id: 'mcp' }
    serveStdio(() => makeMcpServer(services, caller, context.log))
    await new Promise((resolve) => process.stdin.once('close', resolve))
    await services.store.close()
  },
}
