import { get } from '../evaluate/members.ts'
import { define, thing, unknown } from '../evaluate/values.ts'
import { addClass, addMethods, type Realm } from './realm.ts'

export function addErrors(realm: Realm): void {
  const { protos } = realm
  const names = [
    'Error',
    'TypeError',
    'RangeError',
    'SyntaxError',
    'ReferenceError',
    'EvalError',
    'URIError',
    'AggregateError',
  ]
  for (const name of names) {
    const proto = name === 'Error' ? protos.error : thing(protos.error)
    const fn = addClass(realm, name, proto, (run, _, [message, options], newTarget) => {
      const error = thing(newTarget === undefined ? proto : run.realm.prototypeFor(run, newTarget))
      define(error, 'message', message ?? '', false)
      define(error, 'stack', unknown(), false)
      const cause = options === undefined ? undefined : get(run, options, 'cause')
      if (cause !== undefined) define(error, 'cause', cause, false)
      return error
    })
    define(proto, 'name', name, false)
    addMethods(realm, fn, { captureStackTrace: () => undefined })
  }
  addClass(realm, 'Date', protos.date, (run, _, __, newTarget) => {
    const date = thing(newTarget === undefined ? protos.date : run.realm.prototypeFor(run, newTarget), 'date')
    date.open = true
    return date
  })
}
