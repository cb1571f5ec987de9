/** True in the builds for development, where the tracker checks its options and can explain itself. */
declare const DEVELOPMENT: boolean;
/** Version of package.json. */
declare const SDK_VERSION: string;
/** True in the scripts, whose options are data attributes. */
declare const SCRIPT_TAG: boolean;
