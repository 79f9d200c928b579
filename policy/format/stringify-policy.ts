import type { Limit, Policy, Rule, ToolPolicy } from '../types.ts'

/**
 * The text of a policy.json: two spaces, keys in the order `version`, `default`, `server`, `hide`,
 * `all_tools`, `tools`, no newline at its end. `parsePolicy` reads it back to the same policy.
 */
export function stringifyPolicy(policy: Policy): string {
  return JSON.stringify(
    {
      version: policy.version,
      default: policy.default,
      server: policy.server,
      hide: policy.hide,
      all_tools: policy.all_tools && { limits: policy.all_tools.limits.map(limitInOrder) },
      tools: policy.tools.size > 0 ? toolsInOrder(policy.tools) : undefined,
    },
    null,
    2,
  )
}

// Object.fromEntries defines its keys, so that __proto__ stays an ordinary one.
function toolsInOrder(tools: Policy['tools']): object {
  return Object.fromEntries([...tools].map(([name, rules]) => [name, toolInOrder(rules)]))
}

function toolInOrder(rules: ToolPolicy): object {
  return {
    require: rules.require?.map(ruleInOrder),
    deny_if: rules.deny_if?.map(ruleInOrder),
    limits: rules.limits?.map(limitInOrder),
    approval: rules.approval && {
      who: rules.approval.who,
      wait_seconds: rules.approval.wait_seconds,
      show: rules.approval.show,
      when: rules.approval.when?.map(({ path, op, value }) => ({ path, op, value })),
    },
    pin: rules.pin,
  }
}

function ruleInOrder(rule: Rule): object {
  return {
    conditions: rule.conditions.map(({ path, op, value }) => ({ path, op, value })),
    on_deny: rule.on_deny,
  }
}

function limitInOrder({ counter, window, max, scope, sum }: Limit): object {
  return { counter, window, max, scope, sum }
}
