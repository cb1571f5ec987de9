/** Name and version of the sender; the build puts in the version. */
export const sdkName = 'sdk-react/SDK_VERSION';
