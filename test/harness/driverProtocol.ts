/** What a UI test and the driver extension inside the window say to each other. */
export interface DriverAddress {
  readonly port: number;
  readonly token: string;
}

export interface DriverRequest {
  /** A function's source: it runs as `(vscode, argument) => …` and can't see anything around it. */
  readonly source: string;
  readonly argument: unknown;
}

export type DriverReply = { readonly value?: unknown } | { readonly error: string };

/** The environment variable that names the folder for addresses. */
export const driverVariable = 'MODELTRAIL_UI_DRIVER';
