/** True in the builds for development, where the tracker checks its options and can explain itself. */
declare const DEVELOPMENT: boolean;
/** Version of package.json. */
declare const SDK_VERSION: string;
