// Stands in for node:events: who listens is known, so that what is told is heard.
class EventEmitter {
  on(name, listener) {
    this._listeners ??= {}
    this._listeners[name] = [...(this._listeners[name] ?? []), listener]
    return this
  }
  addListener(name, listener) {
    return this.on(name, listener)
  }
  prependListener(name, listener) {
    return this.on(name, listener)
  }
  once(name, listener) {
    return this.on(name, listener)
  }
  off(name, listener) {
    const listeners = this._listeners?.[name]
    if (listeners) this._listeners[name] = listeners.filter(one => one !== listener)
    return this
  }
  removeListener(name, listener) {
    return this.off(name, listener)
  }
  removeAllListeners() {
    this._listeners = {}
    return this
  }
  emit(name, ...args) {
    const listeners = this._listeners?.[name] ?? []
    for (const listener of listeners) listener.apply(this, args)
    return listeners.length > 0
  }
  listeners(name) {
    return this._listeners?.[name] ?? []
  }
  listenerCount(name) {
    return this.listeners(name).length
  }
  setMaxListeners() {
    return this
  }
}
module.exports = EventEmitter
module.exports.EventEmitter = EventEmitter
module.exports.once = () => new Promise(() => {})
