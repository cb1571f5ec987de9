/** Replaced with the version of package.json when the package is built. */
declare const SDK_VERSION: string;

export const sdkName: string = `sdk-core/${SDK_VERSION}`;
