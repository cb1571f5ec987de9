/** Name and version of the sender; the build puts in the version. */
export const sdkName = 'sdk-vue/SDK_VERSION';
