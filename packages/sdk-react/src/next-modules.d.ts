// What is used of Next, the same from 14 to 16: the app brings its own.
declare module 'next/navigation.js' {
  export function usePathname(): string | null;
  export function useSearchParams(): URLSearchParams | null;
  export function useParams(): Record<string, string | string[] | undefined> | null;
}

declare module 'next/compat/router.js' {
  /** Null in the App Router. */
  export function useRouter(): { readonly pathname: string } | null;
}
