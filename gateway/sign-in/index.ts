export { endSignIn } from './end-sign-in.ts'
export { signIn } from './sign-in.ts'
export { openSignIns, type SignIns } from './sign-ins.ts'
export type * from './types.ts'
