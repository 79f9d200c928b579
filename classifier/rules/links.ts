import { link } from '../reading/term.ts'

/** `create > file`: what is done to what. */
export const onto = link(' > ')
/** `kind remove`, `send email`. */
export const beside = link(' ')
/** `look with address`: what is asked for. */
export const withThe = link(' with ')
/** `change on device`: where it is done. */
export const onThe = link(' on ')
/** `none / remove`: what two places say. */
export const against = link(' / ')
