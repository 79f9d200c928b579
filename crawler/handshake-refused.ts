/** Thrown where a server answered the handshake with an error: it may be of the other era. */
export class HandshakeRefused extends Error {}
