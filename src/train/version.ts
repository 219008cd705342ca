/** The version that runs are written with; a test compares it with package.json. */
export const VERSION = '0.1.0';
