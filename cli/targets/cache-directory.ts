import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where what is downloaded for reading is kept between runs. */
export const cacheDirectory = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'placard')
