/** Name and version of the sender; the build puts in the version. */
export const sdkName = 'sdk-angular/SDK_VERSION';
