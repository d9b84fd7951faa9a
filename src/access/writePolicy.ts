import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parseConstValue,
  visit,
} from 'graphql';
import { type Need, needKey } from './Need';
import { needOf, type Policy } from './needOf';

/**
 * Writes the policy into a schema's text: every field's description ends with the scopes it needs, and, where asked
 * for, every field carries `@authenticated` or `@requiresScopes`.
 * Source: Apollo Federation 2.9, authorization directives.
 */
export function writePolicy(document: DocumentNode, table: Policy, withDirectives: boolean): DocumentNode {
  return visit(document, {
    ObjectTypeDefinition(type: ObjectTypeDefinitionNode): ObjectTypeDefinitionNode {
      const fields = type.fields?.map((field) => {
        const need = needOf(table, type.name.value, field.name.value);
        return need ? writeNeed(field, need, withDirectives) : field;
      });
      return { ...type, fields };
    },
  });
}

function writeNeed(field: FieldDefinitionNode, need: Need, withDirectives: boolean): FieldDefinitionNode {
  const sentence = needSentence(need);
  const description = [field.description?.value, sentence].filter(Boolean).join(' ');
  const directives = [...(field.directives ?? []), ...(withDirectives ? directivesOf(need) : [])];
  return { ...field, directives, description: { kind: Kind.STRING, value: description, block: true } };
}

/** The need in words. Shape: `Needs a and b, or c.`; empty where any caller will do. */
export function needSentence(need: Need): string {
  if (needKey(need) === 'open' || needKey(need) === 'known') return '';
  const alternatives = need.anyOf.map((scopes) => scopes.map((scope) => `\`${scope}\``).join(' and '));
  return `Needs ${alternatives.join(', or ')}.`;
}

function directivesOf(need: Need): ConstDirectiveNode[] {
  if (need.isOpen) return [];
  if (needKey(need) === 'known') return [directive('authenticated')];
  const value = parseConstValue(JSON.stringify(need.anyOf));
  return [
    {
      ...directive('requiresScopes'),
      arguments: [{ kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: 'scopes' }, value }],
    },
  ];
}

function directive(name: string): ConstDirectiveNode {
  return { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: name } };
}
