import { fromJson, toJson } from '../evaluate/json.ts'
import { type Run, spend, Thrown } from '../evaluate/run.ts'
import { isThing, isUnknown, thing, unknown, type Value } from '../evaluate/values.ts'
import { keepAnswer } from '../tools/ask-by-hand.ts'
import { addMethods, type Realm } from './realm.ts'

export function addJson(realm: Realm): void {
  const json = thing(realm.protos.object)
  addMethods(realm, json, {
    parse: (run, _, [text]) => parse(run, text),
    stringify: (run, _, [value, replacer, indent]) => {
      if (isThing(value) && value.members.has('jsonrpc')) keepAnswer(run, value)
      const known =
        isUnknown(value) || (replacer !== undefined && replacer !== null) ? null : toJson(run, value, true)
      if (known === null) return unknown()
      const text = JSON.stringify(
        known.value,
        null,
        typeof indent === 'number' || typeof indent === 'string' ? indent : 0,
      )
      spend(run, (text?.length ?? 0) >> 4)
      return text
    },
  })
  realm.globals.set('JSON', json)
}

function parse(run: Run, text: Value): Value {
  if (typeof text !== 'string') return unknown()
  spend(run, text.length >> 3)
  try {
    return fromJson(run, JSON.parse(text))
  } catch {
    throw new Thrown(unknown())
  }
}
