export const sdkName: string = `sdk-core/${SDK_VERSION}`;
