/**
 * A `clientToken` that no other request has: 128 random bits in hexadecimal. `crypto.randomUUID` would do, but browsers have it
 * only on pages served over HTTPS or from the machine itself.
 */
export function clientToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
