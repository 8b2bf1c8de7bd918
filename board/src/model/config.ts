/** `config.json`: the stack's output `frontendConfig`, all that the page knows of where it lives. */

export interface Config {
  websocketUrl: string;
  /** The columns, in order. */
  statuses: string[];
}

/** A `config.json` that cannot be used; the message says why, and which key is to blame. */
export class ConfigProblem extends Error {
  override readonly name = "ConfigProblem";
}

/** Fetches and reads the configuration. Fails with `ConfigProblem`. */
export async function loadConfig(url: string): Promise<Config> {
  let response: Response;
  try {
    response = await fetch(url, { cache: "no-cache" });
  } catch {
    throw new ConfigProblem("config.json could not be fetched: the server that serves this page does not answer.");
  }
  if (!response.ok) {
    throw new ConfigProblem(`config.json could not be fetched: the server answered ${response.status}.`);
  }
  let value: unknown;
  try {
    value = await response.json();
  } catch {
    throw new ConfigProblem("config.json is not JSON.");
  }
  return readConfig(value);
}

/** Reads the configuration. Keys that the page does not use are ignored. */
export function readConfig(value: unknown): Config {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ConfigProblem("config.json must be a JSON object.");
  }
  const { websocketUrl, statuses } = value as Record<string, unknown>;
  return { websocketUrl: readUrl(websocketUrl), statuses: readStatuses(statuses) };
}

function readUrl(value: unknown): string {
  if (value === undefined) throw new ConfigProblem("config.json lacks the key websocketUrl.");
  const url = typeof value === "string" && URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !["ws:", "wss:"].includes(url.protocol)) {
    throw new ConfigProblem("websocketUrl in config.json must be a URL that begins with ws:// or wss://.");
  }
  return url.href;
}

function readStatuses(value: unknown): string[] {
  if (value === undefined) throw new ConfigProblem("config.json lacks the key statuses.");
  const isName = (name: unknown): name is string => typeof name === "string" && name.trim() !== "";
  if (!Array.isArray(value) || value.length === 0 || !value.every(isName)) {
    throw new ConfigProblem("statuses in config.json must be a list of one or more names.");
  }
  if (new Set(value).size !== value.length) {
    throw new ConfigProblem("statuses in config.json must not name a status twice.");
  }
  return value;
}
