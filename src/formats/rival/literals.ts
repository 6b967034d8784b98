import { parse } from '@babel/parser'
import type { Expression, Node, Statement } from '@babel/types'

/** A value that stands in the source as more than a literal: a call, a name, a template with expressions. */
export const notLiteral = Symbol('not a literal')

export interface Declaration {
  name: string
  line: number
  value: unknown
}

/**
 * The top-level constants of a TypeScript module, as far as they are literals: the syntax tree is read, and nothing is
 * executed. Objects have no prototype; what is no literal is `notLiteral`. Throws a SyntaxError where it is no module.
 */
export function literalsOf(source: string): Declaration[] {
  const { program } = parse(source, { sourceType: 'module', plugins: ['typescript'], attachComment: false })
  return program.body.flatMap(declarationsIn)
}

function declarationsIn(statement: Statement): Declaration[] {
  const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
  if (declaration?.type !== 'VariableDeclaration') return []
  return declaration.declarations.flatMap(({ id, init }) => (
    id.type === 'Identifier' && init ? [{ name: id.name, line: init.loc?.start.line ?? 1, value: valueOf(init) }] : []))
}

function valueOf(node: Expression | Node): unknown {
  switch (node.type) {
    case 'StringLiteral':
    case 'NumericLiteral':
    case 'BooleanLiteral': return node.value
    case 'NullLiteral': return null
    case 'TemplateLiteral': return node.expressions.length === 0 ? node.quasis[0]!.value.cooked : notLiteral
    case 'UnaryExpression': return negativeOf(node)
    case 'ArrayExpression': return node.elements.map((element) => (element ? valueOf(element) : notLiteral))
    case 'ObjectExpression': return objectOf(node.properties)
    case 'TSAsExpression':
    case 'TSSatisfiesExpression': return valueOf(node.expression)
    case 'CallExpression': return argumentOf(node)
    default: return notLiteral
  }
}

/**
 * The site passes some answers through a function that rewrites their scripts before it shows them. Its argument is the
 * answer as it was before, so that is what is read.
 */
function argumentOf({ callee, arguments: passed }: Node & { type: 'CallExpression' }): unknown {
  const isRewriter = callee.type === 'Identifier' && callee.name === 'sanitizeModelResponseContent'
  return isRewriter && passed.length === 1 ? valueOf(passed[0]!) : notLiteral
}

function negativeOf({ operator, argument }: Node & { type: 'UnaryExpression' }): unknown {
  return operator === '-' && argument.type === 'NumericLiteral' ? -argument.value : notLiteral
}

function objectOf(properties: (Node & { type: 'ObjectExpression' })['properties']): Record<string, unknown> {
  const object: Record<string, unknown> = Object.create(null)
  for (const property of properties) {
    if (property.type !== 'ObjectProperty' || property.computed) continue
    const { key } = property
    if (key.type === 'Identifier') object[key.name] = valueOf(property.value)
    else if (key.type === 'StringLiteral') object[key.value] = valueOf(property.value)
  }
  return object
}
